#include "gst/azure_stats.h"

#include "facerec/lookup/azure_recognizer.h"

#include <string>

namespace facerec::gst {
namespace {

void set_count(GstStructure *structure, const std::string &name, std::uint64_t count) {
  gst_structure_set(structure, name.c_str(), G_TYPE_UINT64, static_cast<guint64>(count), nullptr);
}

void set_time(GstStructure *structure, const std::string &name, std::chrono::microseconds time) {
  set_count(structure, name, static_cast<std::uint64_t>(time.count()));
}

void take_structure(GstStructure *structure, const char *name, GstStructure *field) {
  GValue value = G_VALUE_INIT;
  g_value_init(&value, GST_TYPE_STRUCTURE);
  g_value_take_boxed(&value, field);
  gst_structure_take_value(structure, name, &value);
}

// One field per enumerator that was counted at all.
template <class Enum, std::size_t Size>
GstStructure *counts_structure(const char *name, const std::array<std::uint64_t, Size> &counts, const char *none) {
  GstStructure *structure = gst_structure_new_empty(name);
  for (std::size_t i = 0; i < Size; ++i) {
    const std::string label(to_string(static_cast<Enum>(i)));
    if (counts[i] > 0)
      set_count(structure, label.empty() ? none : label, counts[i]);
  }
  return structure;
}

// What this element's lookups cost, shared calls divided among the faces that shared them.
double transactions_per_recognized(const SessionStats &session) {
  return session.recognized == 0 ? 0 : session.transactions / static_cast<double>(session.recognized);
}

void set_session(GstStructure *stats, const SessionStats &session) {
  set_count(stats, "frames", session.frames);
  set_count(stats, "faces", session.faces);
  set_count(stats, "tracks", session.tracks);
  set_count(stats, "live-tracks", session.live_tracks);
  set_count(stats, "recognized", session.recognized);
  set_count(stats, "unrecognized", session.unrecognized);
  set_count(stats, "inherited", session.inherited);
  set_count(stats, "withdrawn", session.withdrawn);
  set_count(stats, "rechecks", session.rechecks);
  set_count(stats, "late-verdicts", session.late);
  gst_structure_set(stats, "transactions-per-recognized", G_TYPE_DOUBLE, transactions_per_recognized(session), nullptr);
  take_structure(stats, "states", counts_structure<TrackState>("states", session.states, ""));
  take_structure(stats, "reasons", counts_structure<Reason>("reasons", session.reasons, "none"));
  take_structure(stats, "answers", counts_structure<Reason>("answers", session.answers, "match"));
  take_structure(stats, "dropped-crops", counts_structure<Drop>("dropped-crops", session.drops, ""));
}

void set_queue(GstStructure *stats, const LookupStats &queue) {
  set_count(stats, "lookups", queue.submitted);
  set_count(stats, "waiting", queue.waiting);
  set_count(stats, "in-flight", queue.in_flight);
  set_count(stats, "replaced-crops", queue.replaced);
  set_time(stats, "queue-latency-p50-us", queue.queue_p50);
  set_time(stats, "queue-latency-p95-us", queue.queue_p95);
  set_count(stats, "retries", queue.retries);
}

void set_calls(GstStructure *stats, const RecognizerStats &calls) {
  GstStructure *transactions = gst_structure_new_empty("transactions");
  std::uint64_t total = 0;
  for (const auto &[kind, count] : calls.transactions) {
    set_count(transactions, kind, count);
    total += count;
  }
  take_structure(stats, "transactions", transactions);
  set_count(stats, "transactions-total", total);
  set_count(stats, "throttled", calls.throttled);
  set_count(stats, "failed-calls", calls.failed);
  set_count(stats, "refused-calls", calls.refused);
  set_time(stats, "call-latency-mean-us", calls.latency_mean);
  set_time(stats, "call-latency-p50-us", calls.latency_p50);
  set_time(stats, "call-latency-p95-us", calls.latency_p95);
  set_count(stats, "persons-cached", calls.persons_cached);
  set_count(stats, "person-hits", calls.person_hits);
  set_count(stats, "person-misses", calls.person_misses);
}

} // namespace

GstStructure *stats_structure(const SessionStats &session, const AzureLookup &lookup) {
  GstStructure *stats = gst_structure_new_empty("stats");
  set_session(stats, session);
  set_queue(stats, lookup.service->stats());
  set_calls(stats, lookup.recognizer->stats());
  return stats;
}

} // namespace facerec::gst

// Many enrolled faces arrive at once at an account with 10 transactions a second: how many transactions does a name
// cost, and how long does the last one take? The same for the naive client, in the same run; and one face alone.
#include "bench/naive_client.h"
#include "bench/support/report.h"
#include "facerec/session/face_session.h"

#include <CLI/CLI.hpp>

#include <set>
#include <thread>

namespace facerec::bench {
namespace {

using std::chrono::milliseconds;

constexpr int rate = 10;
constexpr milliseconds latency{150};
constexpr milliseconds frame_interval{40};

struct Figures {
  double seconds = 0; // until the last face was named
  int transactions = 0;
  int throttled = 0;
  bool all_named = false;
};

void make_strict(test::FakeAzure &azure) {
  azure.set_rate_limit(rate);
  azure.set_latency(latency);
}

// Shows the scene at 25 frames a second until every face has its name; false after two minutes.
bool name_all(FaceSession &session, const Scene &scene) {
  std::set<std::uint64_t> named;
  Time next = now();
  for (const Time end = next + std::chrono::minutes(2); named.size() < scene.faces.size() && next < end;
       next += frame_interval) {
    std::this_thread::sleep_until(next);
    for (const FaceReport &face : session.process(scene.view(), scene.faces, now()).faces)
      if (face.identity && face.identity->name == "person-" + std::to_string(*face.track_id))
        named.insert(*face.track_id);
  }
  return named.size() == scene.faces.size();
}

template <class Client> Figures measure(int faces, const Client &client) {
  test::FakeAzure azure;
  azure.enrol_many(0, faces);
  make_strict(azure);
  const Scene scene(0, faces);
  Figures figures;
  const Time start = now();
  figures.all_named = client(azure, scene);
  figures.seconds = seconds_since(start);
  figures.transactions = azure.calls("");
  figures.throttled = azure.throttled();
  return figures;
}

bool name_by_scheduler(const test::FakeAzure &azure, const Scene &scene) {
  auto lookup = make_azure_lookup(options_for(azure));
  FaceSession session({}, lookup->service);
  return name_all(session, scene);
}

// Seconds until a face that comes alone has its name, where the account is known to be ready.
double name_one_alone() {
  test::FakeAzure azure;
  azure.enrol_many(0, 2);
  auto lookup = make_azure_lookup(options_for(azure));
  FaceSession session({}, lookup->service);
  name_all(session, Scene(0, 1));
  make_strict(azure);
  const Scene scene(1, 1);
  const Time start = now();
  return name_all(session, scene) ? seconds_since(start) : 1e9;
}

Row row_of(const std::string &name, const Figures &figures, int faces) {
  return {name, std::to_string(figures.transactions), fixed(1.0 * figures.transactions / faces, 2),
          fixed(figures.seconds, 2), std::to_string(figures.throttled)};
}

int run(int faces) {
  const Figures ours = measure(faces, name_by_scheduler);
  const Figures naive = measure(faces, name_naively);
  print_table(std::to_string(faces) + " faces at once, 10 transactions a second, 150 ms a call",
              {{"client", "transactions", "per face", "last name after (s)", "429s"},
               row_of("facerecazure", ours, faces),
               row_of("naive", naive, faces),
               {"ratio", "", fixed(1.0 * ours.transactions / naive.transactions, 3),
                fixed(ours.seconds / naive.seconds, 3), ""}});
  std::vector<double> alone;
  for (int i = 0; i < 5; ++i)
    alone.push_back(name_one_alone());
  const double calls = 2 * std::chrono::duration<double>(latency).count();
  print_table("One face alone (5 runs)",
              {{"Detect + Identify (s)", "named after: median (s)", "longest (s)"},
               {fixed(calls, 3), fixed(percentile(alone, 0.5), 3), fixed(largest(alone), 3)}});

  Bounds bounds;
  bounds.require(ours.all_named, "not every face was named within two minutes.");
  bounds.require(naive.all_named, "the naive client failed to name a face.");
  bounds.require(ours.transactions <= 0.25 * faces,
                 fixed(1.0 * ours.transactions / faces, 3) + " transactions per face, not 0.25 at most.");
  bounds.require(ours.throttled == 0, std::to_string(ours.throttled) + " answers with 429, not none.");
  bounds.require(ours.seconds < naive.seconds / 5, fixed(ours.seconds, 2) +
                                                       " s until the last name, not less than a fifth of " +
                                                       fixed(naive.seconds, 2) + " s.");
  bounds.require(percentile(alone, 0.5) <= calls + 0.08,
                 fixed(percentile(alone, 0.5), 3) + " s for a face alone, not Detect + Identify and two frames (" +
                     fixed(calls + 0.08, 3) + " s) at most.");
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  CLI::App app("Faces at once on an account with 10 transactions a second, compared with a naive client.");
  int faces = 100;
  app.add_option("--faces", faces, "how many")->check(CLI::Range(1, 100))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return facerec::bench::run(faces);
}

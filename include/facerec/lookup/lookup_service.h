// The queue of faces that want a name, and the workers that ask for it.
//
// The streaming thread submits a crop and goes on; verdicts come back through the session's VerdictBox. Nothing here
// makes the streaming thread wait: its calls hold a mutex that no worker ever holds during I/O.
//
//   auto box = std::make_shared<VerdictBox>();
//   service->submit({serial, tries, std::move(crop)}, box);
//   …a frame later…
//   for (Verdict &verdict : box->take()) …
#pragma once

#include "facerec/base/time.h"
#include "facerec/lookup/recognizer.h"

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace facerec {

// Where the verdicts of one session wait for its next frame. Safe from any thread.
class VerdictBox {
public:
  void put(Verdict verdict);
  std::vector<Verdict> take(); // all that came since the last take(); order of arrival

  // Blocks until at least one verdict waits, `deadline` (steady clock) passes, or interrupt(). True: a verdict waits.
  bool wait_until(TimePoint deadline);
  // Ends a wait_until() now, and every later one at once until resume().
  void interrupt();
  void resume();

private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<Verdict> verdicts_;
  bool interrupted_ = false;
};

struct Lookup {
  std::uint64_t serial = 0; // of the track; unique in the process
  int tries = 0;            // answers that this track already had: fewer go first
  Crop crop;
};

struct LookupOptions {
  int workers = 2;             // 1..16
  std::size_t queue_size = 64; // waiting tracks, 1..4096; a full queue drops the one with the most tries and worst crop
  std::size_t batch_size = 10; // crops handed to one Recognizer::recognize, 1..10 (Azure Face v1.2: 10 faceIds)
  // Pause after an outage: doubled per failure in a row, with full jitter, between these two.
  std::chrono::milliseconds backoff_base{500};
  std::chrono::milliseconds backoff_cap{5000};
  // How often a refused account (key, approval, group, training, model) is asked again.
  std::chrono::milliseconds recheck_interval{5000};
  Clock clock = steady_clock();
  std::function<double()> random; // uniform in [0, 1); empty: a std::mt19937_64
};

struct LookupStats {
  std::uint64_t submitted = 0; // lookups accepted by submit()
  std::uint64_t replaced = 0;  // waiting crops that a better one of the same track replaced
  std::uint64_t dropped = 0;   // by a full queue
  std::uint64_t answered = 0;  // verdicts that count as a try
  std::uint64_t failed = 0;    // verdicts that do not
  std::size_t waiting = 0;     // in the queue now
  std::size_t in_flight = 0;   // with a worker now
};

class LookupService {
public:
  // Starts the workers; the first one checks the account before anything is looked up.
  LookupService(LookupOptions options, std::shared_ptr<Recognizer> recognizer);
  // Aborts what is in flight, joins the workers. What was waiting ends as Dropped.
  ~LookupService();

  // Queues a lookup, or replaces the crop of the same serial where it waits and the new one is larger or sharper.
  // Answers through `box` exactly once per serial that is neither forgotten nor replaced. Never blocks on I/O.
  void submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box);
  // Takes a waiting lookup back; one in flight is left alone and its verdict is delivered.
  void forget(std::uint64_t serial);

  // True while `serial` waits in the queue (not in flight): tells the reason `queued` from `in-flight`.
  bool is_waiting(std::uint64_t serial) const;

  // The account as last seen. `generation` grows with every change, so that a warning can be given once per change.
  struct Account {
    AccountStatus status;
    std::uint64_t generation = 0;
  };
  Account account() const;

  LookupStats stats() const;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec

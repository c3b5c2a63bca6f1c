// The queue of faces that want a name, and the workers that ask for it.
//
// The streaming thread submits a crop and goes on; verdicts come back through the session's VerdictBox. Nothing here
// makes the streaming thread wait: its calls hold a mutex that no worker ever holds during I/O.
//
// When the service fails, everybody who waits is answered (ServiceError, or Throttled after a 429), and so is every
// submission during the pause that follows: nothing rots in the queue, and the session may say why a face has no name
// and submit it again. The first submission after the pause is the probe: one crop, one worker. Only when it comes
// back well does the queue flow again; until then the others wait in it. An account that somebody has to mend is asked
// again in the same way, by one check at a time. Without submissions nothing is sent at all.
//
//   auto box = std::make_shared<VerdictBox>();
//   service->submit({serial, tries, std::move(crop)}, box);
//   …a frame later…
//   for (Verdict &verdict : box->take()) …
#pragma once

#include "facerec/base/time.h"
#include "facerec/lookup/recognizer.h"

#include <chrono>
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

// Ordinary lookups come first; Background ones only when nobody else waits and the account has calls to spare.
enum class Priority : std::uint8_t { Ordinary, Background };

struct Lookup {
  std::uint64_t serial = 0; // of the track; unique in the process
  int tries = 0;            // answers that this track already had: fewer go first
  Crop crop;
  FaceQuality min_quality = FaceQuality::Low; // below it the verdict is LowQuality
  Priority priority = Priority::Ordinary;
};

struct LookupOptions {
  int workers = 2;             // 1..16
  std::size_t queue_size = 64; // waiting tracks, 1..4096; a full queue drops the one with the most tries and worst crop
  std::size_t batch_size = 10; // faces handed to one Recognizer::recognize, 1..10 (Azure Face v1.2: 10 faceIds)
  // How long the first of a batch may wait for company while calls are in flight or the rate is short. A face that
  // comes while nothing is under way is looked up at once.
  std::chrono::milliseconds batch_window{50};
  // Pause after an outage; see backoff.h. Where the service says how long (Retry-After), that long, and at least
  // backoff_base.
  std::chrono::milliseconds backoff_base{500};
  std::chrono::milliseconds backoff_cap{30'000};
  // How long a refused account (key, approval, group, training, model) is left alone before it is asked again.
  std::chrono::milliseconds recheck_interval{5000};
  std::shared_ptr<TransactionBudget> budget; // of the account; empty: no limits
  Clock clock = steady_clock();
  std::function<double()> random; // uniform in [0, 1); empty: a std::mt19937_64
};

// submitted == dropped + forgotten + answered + failed + waiting + in_flight, at any moment.
struct LookupStats {
  std::uint64_t submitted = 0; // lookups that were queued, or answered at once; not the crops that met a waiting one
  std::uint64_t replaced = 0;  // waiting crops that a better one of the same track replaced
  std::uint64_t ignored = 0;   // crops that were no better than the one that waits
  std::uint64_t dropped = 0;   // by a full queue
  std::uint64_t forgotten = 0; // taken back while they waited
  std::uint64_t answered = 0;  // verdicts that count as a try
  std::uint64_t failed = 0;    // verdicts that do not, Dropped apart
  std::uint64_t calls = 0;     // Recognizer::recognize
  std::uint64_t retries = 0;   // of these and of the account checks: made to find out whether a failure is over
  std::size_t waiting = 0;     // in the queue now
  std::size_t in_flight = 0;   // with a worker now
  // How long lookups waited in the queue before a worker took them.
  std::chrono::microseconds queue_p50{0};
  std::chrono::microseconds queue_p95{0};
};

class LookupService {
public:
  // Starts the workers; one of them checks the account at once, and nothing is looked up before it is Ready.
  LookupService(LookupOptions options, std::shared_ptr<Recognizer> recognizer);
  // Aborts what is in flight, joins the workers. What was waiting ends as Dropped.
  ~LookupService();

  // Queues lookups, or replaces the crop of the same serial where it waits and the new one is larger or sharper (the
  // worse of the two is gone, and one verdict answers both). Answers through `box` exactly once per lookup that is
  // neither forgotten nor merged, from a worker or, while the service is paused, before submit() returns. A serial in
  // flight may be submitted again and gets a second verdict. Never blocks on I/O. The faces of one frame belong in one
  // call: they go out together.
  void submit(std::vector<Lookup> lookups, const std::shared_ptr<VerdictBox> &box);
  void submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box);
  // Takes a waiting lookup back; one in flight is left alone and its verdict is delivered.
  void forget(std::uint64_t serial);

  enum class Place : std::uint8_t {
    Elsewhere,      // with the service, or not known
    Queued,         // waits for a worker
    WaitsForBudget, // waits for the account's rate
  };
  Place place(std::uint64_t serial) const;

  // The account as last seen. `generation` grows when its state changes, so that a warning can be given once per
  // change.
  struct Account {
    AccountStatus status;
    std::uint64_t generation = 0;
  };
  Account account() const;

  LookupStats stats() const;

  // Makes workers look at the clock again: for clocks that jump, as in tests.
  void wake();

  LookupService(const LookupService &) = delete;
  LookupService &operator=(const LookupService &) = delete;

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec

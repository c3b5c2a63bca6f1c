#include "facerec/lookup/lookup_service.h"

#include "lookup/lookup_queue.h"
#include "lookup/service_gate.h"

#include <algorithm>
#include <random>
#include <span>
#include <stop_token>
#include <thread>
#include <utility>

namespace facerec {
namespace {

LookupOptions with_defaults(LookupOptions options) {
  options.workers = std::clamp(options.workers, 1, 16);
  options.queue_size = std::clamp<std::size_t>(options.queue_size, 1, 4096);
  options.batch_size = std::clamp<std::size_t>(options.batch_size, 1, 10);
  if (!options.clock)
    options.clock = steady_clock();
  if (!options.random)
    options.random = [engine = std::mt19937_64(std::random_device{}())]() mutable {
      return std::uniform_real_distribution<double>(0, 1)(engine);
    };
  return options;
}

// A verdict and whom to tell. Delivered without the service's mutex.
struct Delivery {
  std::shared_ptr<VerdictBox> box;
  Verdict verdict;
};

void deliver(std::vector<Delivery> deliveries) {
  for (Delivery &delivery : deliveries)
    if (delivery.box)
      delivery.box->put(std::move(delivery.verdict));
}

} // namespace

class LookupService::Impl {
public:
  Impl(LookupOptions options, std::shared_ptr<Recognizer> recognizer);
  ~Impl();

  void submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box);
  void forget(std::uint64_t serial);
  bool is_waiting(std::uint64_t serial) const;
  Account account() const;
  LookupStats stats() const;

private:
  using Task = ServiceGate::Task;
  using Entries = std::vector<QueuedLookup>;

  // What a worker has to do, taken under the mutex and done without it.
  struct Job {
    ServiceGate::Ticket ticket;
    Entries entries;
  };

  void work(std::stop_token stop);
  Task next_task() const { return gate_.next(options_.clock(), !queue_.empty()); }
  Job start_job();
  void run(Job job, std::stop_token stop);
  std::vector<Recognition> recognize(const Entries &entries, std::stop_token stop,
                                     std::optional<AccountStatus> &status);
  void finish(Job job, std::vector<Recognition> answers, const std::optional<AccountStatus> &status);

  // With the mutex held.
  void settle(QueuedLookup entry, Recognition answer, std::vector<Delivery> &out);
  void drop(QueuedLookup entry, std::vector<Delivery> &out);
  void enqueue(QueuedLookup entry, std::vector<Delivery> &out);

  const LookupOptions options_;
  const std::shared_ptr<Recognizer> recognizer_;
  mutable std::mutex mutex_; // guards all below up to workers_; never held during I/O or while a verdict is delivered
  std::condition_variable_any work_;
  LookupQueue queue_;
  ServiceGate gate_;
  LookupStats stats_;
  std::vector<std::jthread> workers_;
};

LookupService::Impl::Impl(LookupOptions options, std::shared_ptr<Recognizer> recognizer)
    : options_(with_defaults(std::move(options))), recognizer_(std::move(recognizer)), queue_(options_.queue_size),
      gate_({options_.backoff_base, options_.backoff_cap}, options_.recheck_interval) {
  workers_.reserve(static_cast<std::size_t>(options_.workers));
  for (int i = 0; i < options_.workers; ++i)
    workers_.emplace_back([this](std::stop_token stop) { work(std::move(stop)); });
}

LookupService::Impl::~Impl() {
  for (std::jthread &worker : workers_)
    worker.request_stop(); // all of them before the first join
  workers_.clear();
  std::vector<Delivery> deliveries;
  for (QueuedLookup &entry : queue_.take_all())
    drop(std::move(entry), deliveries);
  deliver(std::move(deliveries));
}

void LookupService::Impl::submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box) {
  std::vector<Delivery> deliveries;
  {
    std::lock_guard lock(mutex_);
    QueuedLookup entry{std::move(lookup), box};
    if (const auto refusal = gate_.refusal(options_.clock())) {
      ++stats_.submitted;
      settle(std::move(entry), {*refusal, {}}, deliveries);
    } else {
      enqueue(std::move(entry), deliveries);
    }
  }
  work_.notify_one();
  deliver(std::move(deliveries));
}

void LookupService::Impl::enqueue(QueuedLookup entry, std::vector<Delivery> &out) {
  LookupQueue::Offered offered = queue_.offer(std::move(entry));
  stats_.submitted += offered.result == LookupQueue::Offer::Added;
  stats_.replaced += offered.result == LookupQueue::Offer::Replaced;
  if (offered.dropped)
    drop(std::move(*offered.dropped), out);
}

void LookupService::Impl::drop(QueuedLookup entry, std::vector<Delivery> &out) {
  ++stats_.dropped;
  out.push_back({std::move(entry.box), {entry.lookup.serial, Outcome::Dropped, {}}});
}

void LookupService::Impl::settle(QueuedLookup entry, Recognition answer, std::vector<Delivery> &out) {
  ++(is_try(answer.outcome) ? stats_.answered : stats_.failed);
  out.push_back({std::move(entry.box), {entry.lookup.serial, answer.outcome, std::move(answer.candidates)}});
}

void LookupService::Impl::forget(std::uint64_t serial) {
  std::lock_guard lock(mutex_);
  stats_.forgotten += queue_.remove(serial);
}

bool LookupService::Impl::is_waiting(std::uint64_t serial) const {
  std::lock_guard lock(mutex_);
  return queue_.contains(serial);
}

LookupService::Account LookupService::Impl::account() const {
  std::lock_guard lock(mutex_);
  return gate_.account();
}

LookupStats LookupService::Impl::stats() const {
  std::lock_guard lock(mutex_);
  LookupStats stats = stats_;
  stats.waiting = queue_.size();
  return stats;
}

// No wait here is timed: the service is asked only when somebody wants a name, and whoever asks during a pause is
// answered by submit().
void LookupService::Impl::work(std::stop_token stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, stop, [this] { return next_task() != Task::Nothing; });
      if (stop.stop_requested())
        return;
      job = start_job();
    }
    run(std::move(job), stop);
  }
}

LookupService::Impl::Job LookupService::Impl::start_job() {
  const Task task = next_task();
  Job job{gate_.begin(task), {}};
  if (task == Task::LookUp)
    job.entries = queue_.take(options_.batch_size);
  if (task == Task::Probe)
    job.entries = queue_.take(1);
  stats_.in_flight += job.entries.size();
  stats_.calls += task == Task::LookUp || task == Task::Probe;
  stats_.retries += gate_.is_retry(task);
  return job;
}

void LookupService::Impl::run(Job job, std::stop_token stop) {
  std::vector<Recognition> answers;
  std::optional<AccountStatus> status;
  if (job.ticket.task == Task::CheckAccount)
    status = recognizer_->check_account(stop);
  else if (!job.entries.empty())
    answers = recognize(job.entries, stop, status);
  finish(std::move(job), std::move(answers), status);
}

std::vector<Recognition> LookupService::Impl::recognize(const Entries &entries, std::stop_token stop,
                                                        std::optional<AccountStatus> &status) {
  std::vector<const Crop *> crops;
  crops.reserve(entries.size());
  for (const QueuedLookup &entry : entries)
    crops.push_back(&entry.lookup.crop);
  return recognizer_->recognize(crops, std::move(stop), status);
}

void LookupService::Impl::finish(Job job, std::vector<Recognition> answers,
                                 const std::optional<AccountStatus> &status) {
  answers.resize(job.entries.size()); // a face without an answer is a ServiceError
  std::vector<Delivery> deliveries;
  {
    std::lock_guard lock(mutex_);
    stats_.in_flight -= job.entries.size();
    for (std::size_t i = 0; i < job.entries.size(); ++i)
      settle(std::move(job.entries[i]), std::move(answers[i]), deliveries);
    const TimePoint now = options_.clock();
    if (gate_.end(job.ticket, status, now, options_.random()))
      for (QueuedLookup &entry : queue_.take_all())
        settle(std::move(entry), {gate_.refusal(now).value_or(Outcome::ServiceError), {}}, deliveries);
  }
  work_.notify_all();
  deliver(std::move(deliveries));
}

LookupService::LookupService(LookupOptions options, std::shared_ptr<Recognizer> recognizer)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(recognizer))) {}
LookupService::~LookupService() = default;

void LookupService::submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box) {
  impl_->submit(std::move(lookup), box);
}
void LookupService::forget(std::uint64_t serial) { impl_->forget(serial); }
bool LookupService::is_waiting(std::uint64_t serial) const { return impl_->is_waiting(serial); }
LookupService::Account LookupService::account() const { return impl_->account(); }
LookupStats LookupService::stats() const { return impl_->stats(); }

} // namespace facerec

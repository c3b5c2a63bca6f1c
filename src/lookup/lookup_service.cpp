#include "facerec/lookup/lookup_service.h"

#include "lookup/account_status.h"
#include "lookup/latency_histogram.h"
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
  if (!options.budget)
    options.budget = TransactionBudget::make({.rate = 0, .clock = options.clock ? options.clock : steady_clock()});
  if (!options.clock)
    options.clock = steady_clock();
  if (!options.random)
    options.random = [engine = std::mt19937_64(std::random_device{}())]() mutable {
      return std::uniform_real_distribution<double>(0, 1)(engine);
    };
  return options;
}

constexpr int calls_of_lookup = 2; // Detect and Identify; names are mostly known

// How long nothing can be looked up because the day is spent. It is looked at again soon, because the time of day may
// be set and the machine may have slept.
Duration pause_of_day(const TransactionBudget &budget) {
  constexpr Duration next_look = std::chrono::minutes(1);
  return std::min(budget.spent_for(calls_of_lookup).value_or(Duration::zero()), next_look);
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

  void submit(std::vector<Lookup> lookups, const std::shared_ptr<VerdictBox> &box);
  void forget(std::uint64_t serial);
  Place place(std::uint64_t serial) const;
  Account account() const;
  LookupStats stats() const;
  void wake();

private:
  using Task = ServiceGate::Task;
  using Entries = std::vector<QueuedLookup>;
  using Lock = std::unique_lock<std::mutex>;

  // What a worker has to do, taken under the mutex and done without it.
  struct Job {
    ServiceGate::Ticket ticket;
    Entries entries;
    CallContext context;
  };
  // What came of it.
  struct Answers {
    std::vector<Recognition> recognitions;
    std::optional<AccountStatus> status;
  };

  void work(std::stop_token stop);
  // What to do next, once there is something to do; Nothing: the service is closing.
  Task await_task(const std::stop_token &stop);
  std::optional<Permit> await_permit(Task task, const std::stop_token &stop);
  void run(Job job);
  Answers ask(Job &job);
  void finish(Job job, Answers answers);

  // With the mutex held.
  Task next_task() const { return gate_.next(options_.clock(), !queue_.empty()); }
  std::optional<TimePoint> postponed_until(Task task) const;
  Job start_job(Task task);
  std::optional<std::chrono::milliseconds> patience(Task task) const;
  void record_waits(const Entries &entries, TimePoint now);
  void close_gate(const Job &job, const AccountStatus &status, std::vector<Delivery> &out);
  void refuse_all(std::vector<Delivery> &out);
  void settle(QueuedLookup entry, Recognition answer, std::vector<Delivery> &out);
  void drop(QueuedLookup entry, std::vector<Delivery> &out);
  void accept(QueuedLookup entry, std::vector<Delivery> &out);
  void enqueue(QueuedLookup entry, std::vector<Delivery> &out);

  void close_for_today();
  void notify();

  const LookupOptions options_;
  const std::shared_ptr<Recognizer> recognizer_;
  mutable std::mutex mutex_; // guards all below up to workers_; never held during I/O or while a verdict is delivered
  std::condition_variable_any work_;
  std::uint64_t changes_ = 0; // whatever a worker may wait for counts it up
  LookupQueue queue_;
  ServiceGate gate_;
  LookupStats stats_;
  LatencyHistogram queue_times_; // of every lookup that a worker took
  LatencyHistogram call_times_;  // of the calls that went well
  int jobs_out_ = 0;
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

void LookupService::Impl::submit(std::vector<Lookup> lookups, const std::shared_ptr<VerdictBox> &box) {
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    const TimePoint now = options_.clock();
    for (Lookup &lookup : lookups)
      accept({std::move(lookup), box, now}, deliveries);
    ++changes_;
  }
  work_.notify_all();
  deliver(std::move(deliveries));
}

void LookupService::Impl::accept(QueuedLookup entry, std::vector<Delivery> &out) {
  if (const auto refusal = gate_.refusal(entry.since)) {
    ++stats_.submitted;
    settle(std::move(entry), {*refusal, {}, 0}, out);
  } else {
    enqueue(std::move(entry), out);
  }
}

void LookupService::Impl::enqueue(QueuedLookup entry, std::vector<Delivery> &out) {
  LookupQueue::Offered offered = queue_.offer(std::move(entry));
  stats_.submitted += offered.result == LookupQueue::Offer::Added;
  stats_.replaced += offered.result == LookupQueue::Offer::Replaced;
  stats_.ignored += offered.result == LookupQueue::Offer::Ignored;
  if (offered.dropped)
    drop(std::move(*offered.dropped), out);
}

void LookupService::Impl::drop(QueuedLookup entry, std::vector<Delivery> &out) {
  ++stats_.dropped;
  out.push_back({std::move(entry.box), {entry.lookup.serial, Outcome::Dropped, {}, 0}});
}

void LookupService::Impl::settle(QueuedLookup entry, Recognition answer, std::vector<Delivery> &out) {
  ++(is_try(answer.outcome) ? stats_.answered : stats_.failed);
  out.push_back(
      {std::move(entry.box), {entry.lookup.serial, answer.outcome, std::move(answer.candidates), answer.cost}});
}

void LookupService::Impl::forget(std::uint64_t serial) {
  std::lock_guard lock(mutex_);
  stats_.forgotten += queue_.remove(serial);
}

LookupService::Place LookupService::Impl::place(std::uint64_t serial) const {
  const std::lock_guard lock(mutex_);
  if (!queue_.contains(serial))
    return Place::Elsewhere;
  return options_.budget->available(1) ? Place::Queued : Place::WaitsForBudget;
}

LookupService::Account LookupService::Impl::account() const {
  std::lock_guard lock(mutex_);
  return gate_.account();
}

LookupStats LookupService::Impl::stats() const {
  std::lock_guard lock(mutex_);
  LookupStats stats = stats_;
  stats.waiting = queue_.size();
  stats.queue_p50 = queue_times_.percentile(0.5);
  stats.queue_p95 = queue_times_.percentile(0.95);
  return stats;
}

void LookupService::Impl::wake() {
  notify();
  options_.budget->wake();
}

void LookupService::Impl::notify() {
  {
    const std::lock_guard lock(mutex_);
    ++changes_;
  }
  work_.notify_all();
}

// The batch is put together when the calls for it may be made, not before: until then it grows, and crops get better.
void LookupService::Impl::work(std::stop_token stop) {
  for (Task task; (task = await_task(stop)) != Task::Nothing;) {
    std::optional<Permit> permit = await_permit(task, stop);
    if (!permit)
      continue;
    Job job;
    {
      const std::lock_guard lock(mutex_);
      job = start_job(next_task());
    }
    job.context.stop = stop;
    job.context.permit = std::move(*permit);
    if (job.ticket.task != Task::Nothing)
      run(std::move(job));
  }
}

LookupService::Impl::Task LookupService::Impl::await_task(const std::stop_token &stop) {
  Lock lock(mutex_);
  while (!stop.stop_requested()) {
    const Task task = next_task();
    const auto until = postponed_until(task);
    if (task != Task::Nothing && !until)
      return task;
    const auto is_over = [this, changes = changes_] { return changes_ != changes; };
    if (until)
      work_.wait_for(lock, stop, *until - options_.clock(), is_over);
    else
      work_.wait(lock, stop, is_over);
  }
  return Task::Nothing;
}

// Nothing: there is no reason to wait. A lookup waits for company only where it would have to wait anyway: while calls
// are under way or the rate is short.
std::optional<TimePoint> LookupService::Impl::postponed_until(Task task) const {
  constexpr auto longest_in_background = std::chrono::seconds(10);
  constexpr auto next_look_at_budget = std::chrono::milliseconds(100);
  if (task != Task::LookUp && task != Task::Probe)
    return std::nullopt;
  const TimePoint now = options_.clock();
  const bool short_of_rate = !options_.budget->available(calls_of_lookup);
  const bool busy = jobs_out_ > 0 || short_of_rate;
  if (!queue_.is_urgent(now - longest_in_background) && (busy || !options_.budget->has_spare()))
    return now + next_look_at_budget;
  const TimePoint window_end = queue_.oldest() + options_.batch_window;
  const bool wants_company = task == Task::LookUp && busy && queue_.size() < options_.batch_size && window_end > now;
  if (!wants_company)
    return std::nullopt;
  return short_of_rate ? std::min(window_end, now + next_look_at_budget) : window_end;
}

std::optional<Permit> LookupService::Impl::await_permit(Task task, const std::stop_token &stop) {
  const int calls = task == Task::CheckAccount ? 1 : calls_of_lookup;
  auto permit = options_.budget->acquire(calls, stop);
  if (permit)
    return std::move(*permit);
  if (permit.error() == TransactionBudget::Refusal::Spent)
    close_for_today();
  return std::nullopt;
}

void LookupService::Impl::close_for_today() {
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    if (const Duration pause = pause_of_day(*options_.budget); pause > Duration::zero()) {
      gate_.close_for_today(budget_spent(options_.budget->daily()), options_.clock(), pause);
      refuse_all(deliveries);
    }
  }
  deliver(std::move(deliveries));
}

LookupService::Impl::Job LookupService::Impl::start_job(Task task) {
  if (task == Task::Nothing)
    return {};
  const TimePoint now = options_.clock();
  Job job;
  job.context.timeout = patience(task);
  job.ticket = gate_.begin(task, now);
  if (task == Task::LookUp)
    job.entries = queue_.take(options_.batch_size);
  if (task == Task::Probe)
    job.entries = queue_.take(1);
  record_waits(job.entries, now);
  ++jobs_out_;
  stats_.in_flight += job.entries.size();
  stats_.calls += task == Task::LookUp || task == Task::Probe;
  stats_.retries += gate_.is_retry(task);
  return job;
}

// A call that only finds out whether an outage is over waits about as long as calls took before it, so that names are
// back soon after a service that hung. It gets more patient as the outage lasts: the service may have become slower.
std::optional<std::chrono::milliseconds> LookupService::Impl::patience(Task task) const {
  constexpr std::chrono::milliseconds least{2000};
  constexpr int times_usual = 3;
  constexpr int share_of_outage = 30;
  if (!gate_.is_retry(task) || call_times_.count() == 0)
    return std::nullopt;
  const auto usual = std::chrono::ceil<std::chrono::milliseconds>(call_times_.percentile(0.95));
  const auto outage = std::chrono::ceil<std::chrono::milliseconds>(gate_.failing_for(options_.clock()));
  return std::max({least, times_usual * usual, outage / share_of_outage});
}

void LookupService::Impl::record_waits(const Entries &entries, TimePoint now) {
  for (const QueuedLookup &entry : entries)
    queue_times_.record(std::chrono::duration_cast<std::chrono::microseconds>(now - entry.since));
}

void LookupService::Impl::run(Job job) {
  Answers answers = ask(job);
  job.context.permit = {}; // what was not needed is somebody else's
  finish(std::move(job), std::move(answers));
}

LookupService::Impl::Answers LookupService::Impl::ask(Job &job) {
  if (job.ticket.task == Task::CheckAccount)
    return {{}, recognizer_->check_account(job.context)};
  Answers answers;
  std::vector<Query> queries;
  queries.reserve(job.entries.size());
  for (const QueuedLookup &entry : job.entries)
    queries.push_back({&entry.lookup.crop, entry.lookup.min_quality});
  if (!queries.empty())
    answers.recognitions = recognizer_->recognize(queries, job.context, answers.status);
  return answers;
}

void LookupService::Impl::finish(Job job, Answers answers) {
  answers.recognitions.resize(job.entries.size()); // a face without an answer is a ServiceError
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    --jobs_out_;
    ++changes_;
    stats_.in_flight -= job.entries.size();
    const bool asked = !job.entries.empty();
    for (std::size_t i = 0; i < job.entries.size(); ++i)
      settle(std::move(job.entries[i]), std::move(answers.recognitions[i]), deliveries);
    const TimePoint now = options_.clock();
    if (gate_.closes(job.ticket, answers.status))
      close_gate(job, *answers.status, deliveries);
    else
      gate_.end(job.ticket, {answers.status, now});
    if (asked && !answers.status)
      call_times_.record(std::chrono::duration_cast<std::chrono::microseconds>(now - job.ticket.began));
  }
  work_.notify_all();
  deliver(std::move(deliveries));
}

void LookupService::Impl::close_gate(const Job &job, const AccountStatus &status, std::vector<Delivery> &out) {
  TransactionBudget &budget = *options_.budget;
  const TimePoint now = options_.clock();
  Duration least_pause{};
  if (status.state == AccountState::BudgetSpent)
    least_pause = pause_of_day(budget);
  else if (!needs_mending(status.state))
    least_pause = budget.reserve_retry();
  gate_.end(job.ticket, {status, now, options_.random(), least_pause});
  if (status.state == AccountState::Throttled)
    budget.pause(gate_.pause_left(now));
  refuse_all(out);
}

void LookupService::Impl::refuse_all(std::vector<Delivery> &out) {
  const Outcome refusal = gate_.refusal(options_.clock()).value_or(Outcome::ServiceError);
  for (QueuedLookup &entry : queue_.take_all())
    settle(std::move(entry), {refusal, {}, 0}, out);
}

LookupService::LookupService(LookupOptions options, std::shared_ptr<Recognizer> recognizer)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(recognizer))) {}
LookupService::~LookupService() = default;

void LookupService::submit(std::vector<Lookup> lookups, const std::shared_ptr<VerdictBox> &box) {
  impl_->submit(std::move(lookups), box);
}
void LookupService::submit(Lookup lookup, const std::shared_ptr<VerdictBox> &box) {
  std::vector<Lookup> one;
  one.push_back(std::move(lookup));
  impl_->submit(std::move(one), box);
}
void LookupService::forget(std::uint64_t serial) { impl_->forget(serial); }
LookupService::Place LookupService::place(std::uint64_t serial) const { return impl_->place(serial); }
void LookupService::wake() { impl_->wake(); }
LookupService::Account LookupService::account() const { return impl_->account(); }
LookupStats LookupService::stats() const { return impl_->stats(); }

} // namespace facerec

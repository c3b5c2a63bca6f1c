#include "server/trainer.h"

namespace facerec::server {

Trainer::Trainer(Store &store, Galleries &galleries, std::string encoder, Preparation prepare)
    : store_(store), galleries_(galleries), encoder_(std::move(encoder)), prepare_(std::move(prepare)) {
  if (const auto interrupted = store_.interrupted_trainings())
    queue_.assign(interrupted->begin(), interrupted->end());
  thread_ = std::jthread([this](const std::stop_token &stop) { run(stop); });
}

void Trainer::enqueue(GroupRef group) {
  const std::lock_guard lock(mutex_);
  queue_.push_back(std::move(group));
  wake_.notify_one();
}

void Trainer::stop() {
  thread_.request_stop();
  if (thread_.joinable())
    thread_.join();
}

// A group that was deleted meanwhile needs no training.
void Trainer::finish(const GroupRef &group) {
  const Stored<int> done = store_.finish_training(group, encoder_);
  if (!done && done.error() == StoreError::Failed)
    (void)store_.fail_training(group, "The training could not be written (" + store_.last_failure() +
                                          "). What was trained before stays; train again.");
}

void Trainer::run(const std::stop_token &stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !queue_.empty(); }) && !stop.stop_requested()) {
    const GroupRef group = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    if (prepare_)
      prepare_(group, stop);
    if (stop.stop_requested()) // perhaps half prepared: the next start takes it up
      return;
    galleries_.renew(group, [&] { finish(group); });
    lock.lock();
  }
}

} // namespace facerec::server

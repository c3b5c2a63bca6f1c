#include "server/trainer.h"

namespace facerec::server {

Trainer::Trainer(Store &store, Galleries &galleries, std::string encoder, std::function<void()> starting)
    : store_(store), galleries_(galleries), encoder_(std::move(encoder)), starting_(std::move(starting)) {
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

void Trainer::run(const std::stop_token &stop) {
  std::unique_lock lock(mutex_);
  while (wake_.wait(lock, stop, [this] { return !queue_.empty(); }) && !stop.stop_requested()) {
    const GroupRef group = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    starting_();
    (void)store_.finish_training(group, encoder_); // a group deleted meanwhile needs no training
    galleries_.forget(group);
    lock.lock();
  }
}

} // namespace facerec::server

// Trains groups, one after the other, on a thread of its own.
#pragma once

#include "server/galleries.h"
#include "server/store.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace facerec::server {

class Trainer {
public:
  // What is done, on the trainer's thread, before a group is trained. Ends soon where it is told to stop.
  using Preparation = std::function<void(const GroupRef &group, const std::stop_token &stop)>;

  // Takes up the trainings that were interrupted when the program ended last.
  Trainer(Store &store, Galleries &galleries, std::string encoder, Preparation prepare = {});

  // Any thread. The group must have been marked with Store::begin_training().
  void enqueue(GroupRef group);
  // Ends the thread after the training under way; what still waits is taken up at the next start. Idempotent.
  void stop();

private:
  void run(const std::stop_token &stop);
  void finish(const GroupRef &group);

  Store &store_;
  Galleries &galleries_;
  const std::string encoder_;
  const Preparation prepare_;
  std::mutex mutex_; // guards queue_
  std::condition_variable_any wake_;
  std::deque<GroupRef> queue_;
  std::jthread thread_; // last: everything above is there when it starts
};

} // namespace facerec::server

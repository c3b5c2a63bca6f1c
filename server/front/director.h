// What becomes of each request, as the behaviours on demand want it.
#pragma once

#include "facerec/base/time.h"
#include "server/front/behaviours.h"
#include "server/front/sliding_window.h"

#include <functional>
#include <mutex>

namespace facerec::server {

struct Direction {
  std::chrono::milliseconds delay{0};
  std::optional<Response> refusal{}; // goes out instead of the operation's answer
  std::optional<FaultKind> fault{};  // done to the answer; see replaces_operation()
  std::string_view reason{};         // for the request log, where there is a refusal: "tps", "quota", …
};

// Any thread.
class Director {
public:
  // `random` gives numbers from 0 to below 1. It and `clock` are called by one thread at a time.
  Director(Behaviours behaviours, Clock clock, std::function<double()> random);

  // What to do with a request of the operation (a name of the router's). Counts it: tps first, then quota, then
  // approval, then the first fault that fits and is not used up.
  Direction direct(std::string_view operation, bool is_v1_0);

  // As they are by now: the quota is what is left of it, and faults that are used up are gone.
  Behaviours behaviours() const;
  void set(Behaviours behaviours);

private:
  std::optional<Direction> refuse(std::string_view operation, bool is_v1_0);
  std::optional<FaultKind> take_fault(std::string_view operation);
  std::chrono::milliseconds delay();

  const Clock clock_;
  const std::function<double()> random_;
  mutable std::mutex mutex_; // guards everything below, and random_
  Behaviours behaviours_;
  SlidingWindow window_;
};

} // namespace facerec::server

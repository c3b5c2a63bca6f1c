// Work and its floor: each benchmark stands beside something simple that has to touch the same bytes or do the same
// number of steps, measured in the same run, so that its time means something on any machine.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace facerec::bench {

// Registers both. `work` and `floor` are one step each; results they return by reference must not be optimized away
// (benchmark::DoNotOptimize).
void compare(const std::string &name, std::function<void()> work, const std::string &floor_name,
             std::function<void()> floor);

// What was measured, in microseconds of processor time.
struct Times {
  std::map<std::string, double> of_work; // by the name of the step
  double work(const std::string &name) const;
};

// Runs what was registered and prints the table.
Times run_comparisons();

} // namespace facerec::bench

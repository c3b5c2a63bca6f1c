#include "bench/micro_report.h"

#include "bench/support/report.h"

#include <benchmark/benchmark.h>

#include <utility>
#include <vector>

namespace facerec::bench {
namespace {

struct Comparison {
  std::string name;
  std::string floor_name;
};

std::vector<Comparison> &comparisons() {
  static std::vector<Comparison> list;
  return list;
}

std::string key_of(const std::string &name, const char *side) { return name + " (" + side + ")"; }

void add(const std::string &key, std::function<void()> step) {
  benchmark::RegisterBenchmark(key.c_str(), [step = std::move(step)](benchmark::State &state) {
    for ([[maybe_unused]] auto _ : state)
      step();
  });
}

// Keeps the times, of the processor, so that they mean something on a busy machine, and prints nothing.
class Collector : public benchmark::BenchmarkReporter {
public:
  bool ReportContext(const Context &) override { return true; }
  void ReportRuns(const std::vector<Run> &runs) override {
    for (const Run &run : runs)
      microseconds_[run.run_name.function_name] = 1e6 * run.cpu_accumulated_time / static_cast<double>(run.iterations);
  }
  double microseconds(const std::string &key) const {
    const auto found = microseconds_.find(key);
    return found == microseconds_.end() ? 0 : found->second;
  }

private:
  std::map<std::string, double> microseconds_;
};

} // namespace

void compare(const std::string &name, std::function<void()> work, const std::string &floor_name,
             std::function<void()> floor) {
  comparisons().push_back({name, floor_name});
  add(key_of(name, "work"), std::move(work));
  add(key_of(name, "floor"), std::move(floor));
}

double Times::work(const std::string &name) const {
  const auto found = of_work.find(name);
  return found == of_work.end() ? 0 : found->second;
}

Times run_comparisons() {
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  Times times;
  std::vector<Row> rows = {{"step", "µs", "floor", "µs", "ratio"}};
  for (const Comparison &comparison : comparisons()) {
    const double work = collector.microseconds(key_of(comparison.name, "work"));
    const double floor = collector.microseconds(key_of(comparison.name, "floor"));
    times.of_work[comparison.name] = work;
    if (work > 0 && floor > 0)
      rows.push_back({comparison.name, fixed(work, 2), comparison.floor_name, fixed(floor, 2), fixed(work / floor, 1)});
  }
  print_table("Steps, in processor time", rows);
  return times;
}

} // namespace facerec::bench

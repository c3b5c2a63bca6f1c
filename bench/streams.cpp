// Several elements of one process on one account with 10 transactions a second: does the account ever see more, and is
// any face left waiting?
#include "bench/support/report.h"
#include "tests/gst/azure_harness.h"

#include <CLI/CLI.hpp>

#include <latch>
#include <map>
#include <memory>
#include <thread>

namespace facerec::bench {
namespace {

using std::chrono::milliseconds;

constexpr int rate = 10;
constexpr int faces = 20;

// Shows 20 faces at 25 frames a second until all are named, or for a minute at most. Seconds until each had its name.
std::vector<double> waits_of(test::AzureHarness &harness, int first) {
  const auto crowd = test::crowd(faces, static_cast<std::uint64_t>(first));
  std::map<std::size_t, double> waits;
  const Time start = now();
  for (Time next = start; waits.size() < faces && next < start + std::chrono::minutes(1); next += milliseconds(40)) {
    std::this_thread::sleep_until(next);
    const test::AnnotatedFrame frame = harness.push(crowd);
    for (std::size_t i = 0; i < frame.faces.size(); ++i)
      if (test::text(frame.faces[i].structure, "label") == "person-" + std::to_string(first + static_cast<int>(i)))
        waits.emplace(i, seconds_since(start));
  }
  std::vector<double> result;
  for (const auto &[face, wait] : waits)
    result.push_back(wait);
  return result;
}

struct Run {
  std::vector<double> waits; // of the faces that were named
  std::vector<Row> rows = {{"stream", "named", "mean wait (s)", "longest wait (s)"}};
};

Run show_all(test::FakeAzure &azure, int streams) {
  std::vector<std::unique_ptr<test::AzureHarness>> harnesses;
  for (int i = 0; i < streams; ++i)
    harnesses.push_back(std::make_unique<test::AzureHarness>(azure, "mode=live rate-limit=" + std::to_string(rate)));
  std::vector<std::vector<double>> waits(harnesses.size());
  std::latch ready(streams);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < harnesses.size(); ++i)
    threads.emplace_back([&, i] {
      ready.arrive_and_wait();
      waits[i] = waits_of(*harnesses[i], 1 + faces * static_cast<int>(i));
    });
  threads.clear(); // joins
  Run run;
  for (std::size_t i = 0; i < waits.size(); ++i) {
    run.rows.push_back({std::to_string(i + 1), std::to_string(waits[i].size()), fixed(mean(waits[i]), 2),
                        fixed(largest(waits[i]), 2)});
    run.waits.insert(run.waits.end(), waits[i].begin(), waits[i].end());
  }
  run.rows.push_back(
      {"all", std::to_string(run.waits.size()), fixed(mean(run.waits), 2), fixed(largest(run.waits), 2)});
  return run;
}

int run(int streams) {
  test::FakeAzure azure;
  azure.enrol_many(1, streams * faces);
  azure.set_latency(milliseconds(150));
  azure.set_rate_limit(rate);
  const Run result = show_all(azure, streams);
  const int most = azure.max_calls_in_any_second();
  print_table(std::to_string(streams) + " streams of 20 faces on one account, 10 transactions a second, 150 ms a call",
              result.rows);
  print_table("Calls as the account saw them",
              {{"in all", "most in any second", "429s", "account checks"},
               {std::to_string(azure.calls("")), std::to_string(most), std::to_string(azure.throttled()),
                std::to_string(azure.calls("/staff"))}});
  Bounds bounds;
  bounds.require(most <= rate, std::to_string(most) + " calls within a second, not 10 at most.");
  bounds.require(azure.throttled() == 0, std::to_string(azure.throttled()) + " answers with 429, not none.");
  bounds.require(result.waits.size() == static_cast<std::size_t>(streams * faces),
                 "only " + std::to_string(result.waits.size()) + " faces were named within a minute.");
  bounds.require(largest(result.waits) <= 2 * mean(result.waits),
                 "the longest wait, " + fixed(largest(result.waits), 2) + " s, is more than twice the mean, " +
                     fixed(mean(result.waits), 2) + " s.");
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  CLI::App app("Several streams of 20 faces on one account with 10 transactions a second.");
  int streams = 4;
  app.add_option("--streams", streams, "how many")->check(CLI::Range(1, 16))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  gst_init(nullptr, nullptr);
  return facerec::bench::run(streams);
}

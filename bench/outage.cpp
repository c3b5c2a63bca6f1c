// An outage of each kind while 20 new faces are in the picture: does the video go on, how many requests does it cost,
// and how soon after it does everybody have a name?
#include "bench/support/report.h"
#include "tests/gst/azure_harness.h"

#include <CLI/CLI.hpp>

#include <thread>

namespace facerec::bench {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;
using test::AnnotatedFrame;
using test::FakeAzure;

constexpr int faces = 20;
constexpr auto frame_interval = milliseconds(40);

// A camera with 25 frames a second.
class Video {
public:
  explicit Video(const FakeAzure &azure)
      : harness_(test::make_azure_element(test::account_properties(azure) + "mode=live rate-limit=10")) {}

  // Shows faces until `end` or done(); the seconds between the frames that came out.
  template <class Done>
  std::vector<double> show(const std::vector<test::HarnessFace> &crowd, Time end, const Done &done) {
    std::vector<double> intervals;
    Time last = now();
    for (Time next = last; next < end; next += frame_interval) {
      std::this_thread::sleep_until(next);
      const AnnotatedFrame frame = harness_.push(crowd);
      intervals.push_back(seconds_since(last));
      last = now();
      given_up += test::count_state(frame, "unrecognized");
      if (done(frame))
        break;
    }
    return intervals;
  }
  std::vector<double> show_for(const std::vector<test::HarnessFace> &crowd, double seconds) {
    return show(crowd, now() + std::chrono::duration_cast<Time::duration>(duration<double>(seconds)),
                [](const AnnotatedFrame &) { return false; });
  }
  // Seconds until all have their names, two minutes at most.
  double show_until_named(const std::vector<test::HarnessFace> &crowd) {
    const Time start = now();
    show(crowd, start + std::chrono::minutes(2),
         [](const AnnotatedFrame &frame) { return test::count_state(frame, "recognized") == faces; });
    return seconds_since(start);
  }

  int given_up = 0; // faces marked unrecognized, over all frames

private:
  test::AzureHarness harness_;
};

struct Kind {
  const char *name;
  FakeAzure::Fault fault;
};

struct Figures {
  double p99_before = 0; // ms between frames
  double p99_during = 0;
  int requests = 0;
  double recovery = 0; // s
  int given_up = 0;
};

Figures measure(FakeAzure::Fault fault, double seconds) {
  FakeAzure azure;
  azure.enrol_many(1, 2 * faces);
  azure.set_latency(milliseconds(150));
  Video video(azure);
  Figures figures;
  video.show_until_named(test::crowd(faces, 1));
  figures.p99_before = 1000 * percentile(video.show_for(test::crowd(faces, 1), std::min(seconds, 10.0)), 0.99);
  video.show_for({}, 1); // so that the next faces inherit no names
  azure.set_fault(fault);
  const auto start = now();
  figures.p99_during = 1000 * percentile(video.show_for(test::crowd(faces, 1 + faces), seconds), 0.99);
  figures.requests = azure.log().between(start, now());
  azure.set_fault(FakeAzure::Fault::None);
  figures.recovery = video.show_until_named(test::crowd(faces, 1 + faces));
  figures.given_up = video.given_up;
  return figures;
}

void check(Bounds &bounds, const std::string &name, const Figures &figures, double seconds) {
  constexpr double retry_burst = 10, retry_rate = 0.5; // BudgetOptions
  constexpr int in_flight = 4;                         // two workers' calls when the outage began, and their probes
  const double most = retry_burst + retry_rate * seconds + in_flight;
  const auto require = [&](bool holds, const std::string &sentence) { bounds.require(holds, name + ": " + sentence); };
  require(figures.p99_during <= figures.p99_before + 20, "the frame interval's 99th percentile is " +
                                                             fixed(figures.p99_during, 1) + " ms, and was " +
                                                             fixed(figures.p99_before, 1) + " ms before.");
  require(figures.requests <= most,
          std::to_string(figures.requests) + " requests during the outage, not " + fixed(most, 0) + " at most.");
  require(figures.recovery <= 5, fixed(figures.recovery, 1) + " s from recovery to the last name, not 5 at most.");
  require(figures.given_up == 0, "faces were marked unrecognized.");
}

int run(double seconds) {
  Bounds bounds;
  std::vector<Row> rows = {{"outage", "frame interval p99 before (ms)", "during (ms)", "requests during it",
                            "last name after (s)", "marked unrecognized"}};
  for (const Kind &kind :
       {Kind{"reset", FakeAzure::Fault::Reset}, Kind{"hang", FakeAzure::Fault::Hang},
        Kind{"503", FakeAzure::Fault::Unavailable}, Kind{"429 storm", FakeAzure::Fault::Throttled}}) {
    const Figures figures = measure(kind.fault, seconds);
    rows.push_back({kind.name, fixed(figures.p99_before, 1), fixed(figures.p99_during, 1),
                    std::to_string(figures.requests), fixed(figures.recovery, 1), std::to_string(figures.given_up)});
    check(bounds, kind.name, figures, seconds);
  }
  print_table("An outage of " + fixed(seconds, 0) + " s with 20 new faces", rows);
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  CLI::App app("Outages of each kind with 20 faces in the picture.");
  double seconds = 60;
  app.add_option("--seconds", seconds, "how long each outage lasts, at least as long as a request may take")
      ->check(CLI::Range(10, 3600))
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  gst_init(nullptr, nullptr);
  return facerec::bench::run(seconds);
}

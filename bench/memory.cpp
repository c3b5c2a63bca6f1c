// Endless new track ids through one element: does its memory stay as it is? The account is played by another process,
// so that its memory does not count.
#include "bench/support/report.h"
#include "tests/gst/azure_harness.h"

#include <CLI/CLI.hpp>

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iostream>
#include <limits>

namespace facerec::bench {
namespace {

constexpr int faces_per_frame = 20;
constexpr std::uint64_t max_tracks = 4096;

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  long size = 0, resident = 0;
  file >> size >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

// Plays the account until the parent is gone, and tells its address.
[[noreturn]] void play_account(int address_to) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  test::FakeAzure azure;
  azure.enrol_many(0, 1000); // of the marks that come along; the other faces are strangers
  const std::string url = azure.url() + "\n";
  if (write(address_to, url.data(), url.size()) < 0)
    _exit(1);
  for (;;)
    pause();
}

std::string start_account() {
  int ends[2];
  if (pipe(ends) != 0)
    return "";
  const pid_t child = fork();
  if (child == 0)
    play_account(ends[1]);
  close(ends[1]);
  std::string url;
  for (char c = 0; child > 0 && read(ends[0], &c, 1) == 1 && c != '\n';)
    url += c;
  close(ends[0]);
  return url;
}

std::uint64_t live_tracks(GstElement *element) {
  GstStructure *stats = nullptr;
  g_object_get(element, "stats", &stats, nullptr);
  guint64 value = std::numeric_limits<guint64>::max();
  gst_structure_get_uint64(stats, "live-tracks", &value);
  gst_structure_free(stats);
  return value;
}

int run(std::uint64_t ids, const std::string &url) {
  test::AzureHarness harness(test::make_azure_element(
      "azure-endpoint=" + url + " azure-api-key=" + test::FakeAzure::key +
      " person-group-id=" + test::FakeAzure::group +
      " mode=live rate-limit=1000 min-face-size-pixels=32 max-tracks=" + std::to_string(max_tracks)));
  std::vector<Row> rows = {{"ids", "RSS (MB)", "tracks in the table"}};
  std::vector<double> resident;
  std::uint64_t most_tracks = 0;
  const Time start = now();
  for (std::uint64_t seen = 0; seen < ids;) {
    harness.push(test::crowd(faces_per_frame, seen + 1));
    while (GstStructure *event = harness.next_event()) // as an application would
      gst_structure_free(event);
    const std::uint64_t before = seen;
    seen += faces_per_frame;
    for (const int percent : {10, 50, 100}) {
      const std::uint64_t mark = ids / 100 * static_cast<std::uint64_t>(percent);
      if (before >= mark || seen < mark)
        continue;
      resident.push_back(resident_megabytes());
      most_tracks = std::max(most_tracks, live_tracks(harness.element()));
      rows.push_back({std::to_string(seen) + " (" + std::to_string(percent) + " %)", fixed(resident.back(), 1),
                      std::to_string(live_tracks(harness.element()))});
    }
  }
  print_table(std::to_string(ids) + " track ids through one element, max-tracks=4096 (" +
                  fixed(seconds_since(start), 0) + " s)",
              rows);
  constexpr double allowed = 4; // MB: the allocator's, not ours
  Bounds bounds;
  bounds.require(resident.back() - resident.front() <= allowed,
                 "memory grew by " + fixed(resident.back() - resident.front(), 1) +
                     " MB from 10 % of the ids to the last, not 4 at most.");
  bounds.require(most_tracks <= max_tracks, std::to_string(most_tracks) + " tracks in the table, not 4096 at most.");
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  CLI::App app("Memory of one element over many track ids.");
  std::uint64_t ids = 1'000'000;
  app.add_option("--ids", ids, "how many")->check(CLI::Range(1000, 100'000'000))->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  const std::string url = facerec::bench::start_account(); // before any thread is
  if (url.empty()) {
    std::cerr << "memory: the account's process cannot be started\n";
    return 1;
  }
  gst_init(nullptr, nullptr);
  return facerec::bench::run(ids, url);
}

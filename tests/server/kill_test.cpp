// The real server, killed at random moments while it writes.
#include "server/database.h"
#include "tests/server/random_writes.h"
#include "tests/support/serve_program.h"
#include "tests/support/test_data.h"

#include "facerec/synthetic/synthetic_face.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

namespace facerec::server {
namespace {

namespace fs = std::filesystem;

// FACEREC_KILLS and FACEREC_SEED say how often the server is killed, and repeat a choice of writes and moments.
std::uint64_t from_environment(const char *name, std::uint64_t fallback) {
  const char *value = std::getenv(name);
  return value ? std::strtoull(value, nullptr, 10) : fallback;
}

std::uint64_t kills() {
  const char *sanitizers = std::getenv("FACEREC_SANITIZE");
  return from_environment("FACEREC_KILLS", sanitizers && *sanitizers ? 4 : 15);
}

std::vector<std::string> portraits() {
  std::vector<std::string> pictures;
  for (const std::uint64_t person : {1, 2}) {
    std::vector<unsigned char> bytes;
    cv::imencode(".jpg", draw_synthetic_face(person, 160), bytes);
    pictures.emplace_back(bytes.begin(), bytes.end());
  }
  return pictures;
}

class KillTest : public ::testing::Test {
protected:
  void SetUp() override {
    if (!std::getenv("FACEREC_BIN"))
      GTEST_SKIP() << "FACEREC_BIN names no program";
  }

  // Writes until the server is dead, which it is some time after a write has begun.
  void write_and_kill(test::ServeProgram &server) {
    const int last_write = writes.number(1, 10);
    const std::chrono::microseconds later(writes.number(0, 40'000));
    std::atomic<int> begun = 0;
    std::jthread killer([&] {
      for (int seen = 0; seen < last_write; seen = begun)
        begun.wait(seen);
      std::this_thread::sleep_for(later);
      server.signal(SIGKILL);
    });
    const RestCalls calls(server.url(), server.key);
    do {
      ++begun;
      begun.notify_all();
      ++asked;
    } while (writes.write(calls));
    begun = last_write; // where the server is gone before
    begun.notify_all();
    killer.join();
    EXPECT_EQ(server.wait(), -1);
  }

  // The trained faces of each group as the disk has them.
  static std::map<std::string, Trained> trained(Database &database) {
    std::map<std::string, Trained> groups;
    Statement select = database.prepare("SELECT person_group.id, person_id, count(person_id) FROM person_group"
                                        " LEFT JOIN trained_face ON group_row=row GROUP BY person_group.id, person_id");
    while (select.next()) {
      Trained &faces = groups[select.text(0)];
      if (select.number(2) > 0)
        faces[select.text(1)] = static_cast<int>(select.number(2));
    }
    EXPECT_TRUE(database.ok()) << database.error();
    return groups;
  }

  // Before the server comes again, on a copy, so that it finds the files as it left them.
  void expect_no_half_training_on_the_disk() {
    const fs::path copy = directory.path() / "copy";
    fs::remove_all(copy);
    fs::copy(directory.path() / "data", copy, fs::copy_options::recursive);
    const auto database = Database::open(copy / "faces.db");
    ASSERT_TRUE(database) << database.error().message;
    for (const auto &[group, faces] : trained(**database))
      EXPECT_TRUE(writes.may_be_trained(group, faces)) << "group " << group << " is half trained";
  }

  void expect_trainings_to_end(const RestCalls &calls) {
    auto database = Database::open_to_read(directory.path() / "data" / "faces.db");
    ASSERT_TRUE(database) << database.error().message;
    std::vector<std::string> groups;
    for (const auto &[group, faces] : trained(**database))
      groups.push_back(group);
    for (const std::string &group : groups)
      while (calls.send(azure::Method::Get, "/largepersongroups/" + group + "/training")
                 .value()
                 .body.value("status", "") == "running")
        std::this_thread::yield();
    for (const auto &[group, faces] : trained(**database)) {
      EXPECT_TRUE(writes.may_be_trained(group, faces)) << "group " << group << " is half trained";
      writes.set_trained(group, faces);
    }
  }

  test::TemporaryDirectory directory;
  const std::uint64_t seed = from_environment("FACEREC_SEED", std::random_device()());
  RandomWrites writes{seed, portraits()};
  int asked = 0;
};

TEST_F(KillTest, LosesNoAcknowledgedWriteAndLeavesNoHalfTrainedGroup) {
  SCOPED_TRACE("FACEREC_SEED=" + std::to_string(seed) + " repeats the choices");
  std::uint64_t kill = 0;
  for (; kill < kills() && !HasFailure(); ++kill) {
    test::ServeProgram server(directory.path());
    const RestCalls calls(server.url(), server.key);
    ASSERT_EQ(writes.compare(calls), "") << "after " << kill << " kills";
    expect_trainings_to_end(calls);
    write_and_kill(server);
    ASSERT_EQ(writes.refused(), "");
    expect_no_half_training_on_the_disk();
  }
  std::cout << asked << " writes, " << kill << " kills\n";
}

} // namespace
} // namespace facerec::server

// How the element spends an account's calls: few, within the rate, and never on the wrong face.
#include "tests/gst/azure_harness.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace facerec {
namespace {

using test::AnnotatedFrame;
using test::AzureHarness;
using test::count_state;
using test::crowd;
using test::FakeAzure;
using test::HarnessFace;
using test::mark_of;
using test::state_of;
using test::text;

guint64 stat(const AzureHarness &harness, const char *field) {
  GstStructure *stats = nullptr;
  g_object_get(harness.element(), "stats", &stats, nullptr);
  guint64 value = 0;
  gst_structure_get_uint64(stats, field, &value);
  gst_structure_free(stats);
  return value;
}

// All named, and each with its own name: face i is the mark first + i.
void expect_own_names(const AnnotatedFrame &frame, int first) {
  for (std::size_t i = 0; i < frame.faces.size(); ++i)
    EXPECT_EQ(text(frame.faces[i].structure, "label"), "person-" + std::to_string(first + static_cast<int>(i)));
}

TEST(Lookups, TwentyFacesOfOneFrameShareTwoDetectsAndTwoIdentifies) {
  FakeAzure azure;
  azure.enrol_many(1, 20);
  AzureHarness harness(azure);
  expect_own_names(harness.push(crowd(20)), 1);
  EXPECT_EQ(azure.calls("/detect"), 2);
  EXPECT_EQ(azure.calls("/identify"), 2);
  EXPECT_EQ(azure.calls(""), 7); // and the group, its training, and one page of persons
}

TEST(Lookups, ASingleFaceIsNamedInOneFrameOfAnOfflineRun) {
  FakeAzure azure;
  azure.enrol_many(1, 1);
  AzureHarness harness(azure);
  expect_own_names(harness.push(crowd(1)), 1);
  EXPECT_EQ(azure.calls("/detect"), 1);
  EXPECT_EQ(azure.calls("/identify"), 1);
}

TEST(Lookups, StayWithinTheRateInAnySecond) {
  FakeAzure azure;
  azure.enrol_many(1, 40);
  AzureHarness harness(azure, "mode=offline rate-limit=10");
  expect_own_names(harness.push(crowd(20, 1)), 1);
  harness.flush(); // or the next faces would inherit the names
  expect_own_names(harness.push(crowd(20, 21)), 21);
  EXPECT_LE(azure.max_calls_in_any_second(), 10);
  EXPECT_EQ(azure.throttled(), 0);
}

TEST(Lookups, OfFourStreamsStayWithinTheRateOfTheirOneAccount) {
  FakeAzure azure;
  azure.enrol_many(1, 80);
  std::vector<std::unique_ptr<AzureHarness>> streams;
  for (int i = 0; i < 4; ++i)
    streams.push_back(std::make_unique<AzureHarness>(azure, "mode=offline rate-limit=10"));
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      const int first = 1 + 20 * static_cast<int>(i);
      expect_own_names(streams[i]->push(crowd(20, static_cast<std::uint64_t>(first))), first);
    });
  threads.clear(); // joins
  EXPECT_LE(azure.max_calls_in_any_second(), 10);
  EXPECT_EQ(azure.calls("/largepersongroups/staff"), 1);
}

TEST(Lookups, OfTwoElementsShareTheAccountAndItsCheck) {
  FakeAzure azure;
  azure.enrol_many(1, 2);
  AzureHarness first(azure);
  AzureHarness second(azure);
  expect_own_names(first.push(crowd(1, 1)), 1);
  expect_own_names(second.push(crowd(1, 2)), 2);
  EXPECT_EQ(azure.calls("/largepersongroups/staff"), 1);
  EXPECT_EQ(azure.calls("/persons"), 1);
}

TEST(Lookups, OfAnAccountThatEverybodyLeftBeginAnew) {
  FakeAzure azure;
  azure.enrol_many(1, 1);
  for (int i = 1; i <= 2; ++i) {
    AzureHarness harness(azure);
    expect_own_names(harness.push(crowd(1)), 1);
    EXPECT_EQ(azure.calls("/largepersongroups/staff"), i);
  }
}

TEST(Lookups, FallBackToSingleCropsWhereTheServiceRejectsMosaics) {
  FakeAzure azure;
  azure.enrol_many(1, 5);
  azure.reject_mosaics(true);
  AzureHarness harness(azure);
  expect_own_names(harness.push(crowd(5)), 1);
  EXPECT_EQ(azure.calls("/detect"), 6) << "a mosaic and five crops";
}

// The face with track id 1 is Ada until something happens, and a stranger afterwards.
struct LateVerdict : testing::Test {
  static constexpr int stranger = 4711;
  FakeAzure azure;
  std::string ada = azure.add_person("Ada");
  HarnessFace known{};
  HarnessFace unknown{.mark = stranger};

  void SetUp() override {
    azure.enrol(mark_of(1), ada, 0.9);
    azure.hold_identify();
  }
  // The face's lookup is on its way, and will say Ada.
  void send(AzureHarness &harness) {
    harness.push({known});
    azure.await_calls("/identify", 1);
  }
  // The stranger is given up, and the verdict about Ada has come and gone.
  void expect_nobody_is_named(AzureHarness &harness) {
    azure.release_identify();
    bool named = false;
    harness.push_until({unknown}, [&](const AnnotatedFrame &frame) {
      named = named || state_of(frame) == "recognized";
      return state_of(frame) == "unrecognized" && stat(harness, "late-verdicts") == 1;
    });
    EXPECT_FALSE(named);
    EXPECT_EQ(stat(harness, "recognized"), 0u);
  }
};

TEST_F(LateVerdict, OfBeforeAFlushNamesNobody) {
  AzureHarness harness(azure, "mode=live max-lookups-per-face=1");
  send(harness);
  harness.flush();
  harness.push({unknown});
  expect_nobody_is_named(harness);
}

TEST_F(LateVerdict, OfATrackWhoseIdWasUsedAgainNamesNobody) {
  AzureHarness harness(azure, "mode=live max-lookups-per-face=1 track-timeout=0.1");
  send(harness);
  harness.push_until({}, [&](const AnnotatedFrame &) { return stat(harness, "live-tracks") == 0; });
  harness.push({unknown});
  expect_nobody_is_named(harness);
}

TEST_F(LateVerdict, OfATrackThatEndedNamesNobody) {
  AzureHarness harness(azure, "mode=live track-timeout=0.1");
  send(harness);
  harness.push_until({}, [&](const AnnotatedFrame &) { return stat(harness, "live-tracks") == 0; });
  azure.release_identify();
  harness.push_until({}, [&](const AnnotatedFrame &) { return stat(harness, "late-verdicts") == 1; });
  EXPECT_EQ(stat(harness, "recognized"), 0u);
  while (GstStructure *event = harness.next_event()) {
    EXPECT_NE(text(event, "event"), "recognized");
    gst_structure_free(event);
  }
}

TEST_F(LateVerdict, OfATrackThatMadeRoomForOthersNamesNobody) {
  AzureHarness harness(azure, "mode=live max-lookups-per-face=1 max-tracks=1");
  send(harness);
  harness.push({{{200, 100, 80, 80}, 2}}); // the only place is the second face's now
  harness.push({unknown});
  azure.release_identify();
  harness.push_until({unknown}, [&](const AnnotatedFrame &frame) {
    EXPECT_NE(state_of(frame), "recognized");
    return state_of(frame) == "unrecognized";
  });
  EXPECT_EQ(stat(harness, "recognized"), 0u);
}

struct Outage : testing::TestWithParam<FakeAzure::Fault> {};

TEST_P(Outage, MarksNobodyAndEverybodyIsNamedAfterwards) {
  FakeAzure azure;
  azure.enrol_many(1, 20);
  AzureHarness harness(azure, "mode=live max-lookups-per-face=1 lookup-interval=10 request-timeout=1");
  azure.await_calls("/persons", 1);
  azure.set_fault(GetParam());
  const int before = azure.calls("");
  int given_up = 0;
  harness.push_until(crowd(20), [&](const AnnotatedFrame &frame) {
    given_up += count_state(frame, "unrecognized");
    return azure.calls("") >= before + 3; // the failure and two tries
  });
  azure.set_fault(FakeAzure::Fault::None);
  const AnnotatedFrame healed = harness.push_until(crowd(20), [&](const AnnotatedFrame &frame) {
    given_up += count_state(frame, "unrecognized");
    return count_state(frame, "recognized") == 20;
  });
  expect_own_names(healed, 1);
  EXPECT_EQ(given_up, 0);
}

std::string fault_name(const testing::TestParamInfo<FakeAzure::Fault> &info) {
  constexpr const char *names[] = {"None", "Reset", "Hang", "Unavailable", "Throttled"};
  return names[static_cast<std::size_t>(info.param)];
}

INSTANTIATE_TEST_SUITE_P(Faults, Outage,
                         testing::Values(FakeAzure::Fault::Reset, FakeAzure::Fault::Hang, FakeAzure::Fault::Unavailable,
                                         FakeAzure::Fault::Throttled),
                         fault_name);

} // namespace
} // namespace facerec

// The played account itself: what other tests conclude from it must not be an accident.
#include "tests/support/fake_azure.h"

#include "facerec/azure/face_client.h"
#include "facerec/azure/http.h"

#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <set>

namespace facerec {
namespace {

using azure::FaceClient;
using std::chrono::milliseconds;
using test::CallLog;
using test::FakeAzure;
using test::find_marked_faces;
using test::MarkedFace;

const cv::Scalar grey = cv::Scalar::all(test::background);

std::vector<std::uint8_t> jpeg_of(const cv::Mat &picture, int quality = 90) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, quality});
  return bytes;
}

cv::Mat as_received(const cv::Mat &picture) { return cv::imdecode(jpeg_of(picture), cv::IMREAD_GRAYSCALE); }

TEST(MarkedFaces, EveryMarkIsReadBackFromASmallFaceInAJpeg) {
  for (int first = 0; first < test::mark_count; first += 100) {
    cv::Mat sheet(500, 500, CV_8UC3, grey);
    for (int i = 0; i < 100; ++i)
      test::draw_mark(sheet, {i % 10 * 50 + 7, i / 10 * 50 + 7, 36, 36}, (first + i) % test::mark_count);
    std::set<int> read;
    for (const MarkedFace &face : find_marked_faces(as_received(sheet)))
      read.insert(face.mark.value_or(-1));
    for (int i = 0; i < 100; ++i)
      ASSERT_TRUE(read.contains((first + i) % test::mark_count)) << (first + i) % test::mark_count;
  }
}

TEST(MarkedFaces, AreFoundInAMosaicOfScaledCropsWhereTheyAre) {
  cv::Mat mosaic(2 * 384, 5 * 384, CV_8UC3, grey);
  for (int i = 0; i < 10; ++i) {
    cv::Mat crop(64, 64, CV_8UC3, cv::Scalar::all(130));
    test::draw_mark(crop, {12, 12, 40, 40}, 500 + i);
    cv::resize(crop, crop, {}, 2, 2);
    crop.copyTo(mosaic(cv::Rect(i % 5 * 384 + 100, i / 5 * 384 + 80, crop.cols, crop.rows)));
  }
  const auto faces = find_marked_faces(as_received(mosaic));
  ASSERT_EQ(faces.size(), 10u);
  for (const MarkedFace &face : faces) {
    const int tile = face.box.y / 384 * 5 + face.box.x / 384;
    EXPECT_EQ(face.mark, 500 + tile);
    EXPECT_NEAR(face.box.x % 384, 124, 2);
    EXPECT_NEAR(face.box.y % 384, 104, 2);
    EXPECT_NEAR(face.box.width, 80, 3);
  }
}

TEST(MarkedFaces, ComeLargestFirst) {
  cv::Mat picture(200, 400, CV_8UC1, grey);
  test::draw_mark(picture, {10, 10, 40, 40}, 1);
  test::draw_mark(picture, {100, 10, 150, 150}, 2);
  const auto faces = find_marked_faces(picture);
  ASSERT_EQ(faces.size(), 2u);
  EXPECT_EQ(faces[0].mark, 2);
  EXPECT_EQ(faces[1].mark, 1);
}

TEST(Calls, AreCountedWithinLessThanASecond) {
  CallLog log;
  const CallLog::Time start{};
  for (const int ms : {0, 500, 999, 1000, 1400, 3000})
    log.add("/x", start + milliseconds(ms));
  EXPECT_EQ(log.max_in_any_second(), 4); // 500, 999, 1000, 1400
  EXPECT_EQ(log.between(start + milliseconds(500), start + milliseconds(1400)), 3);
}

struct PlayedAccount : testing::Test {
  FakeAzure azure;
  FaceClient client{{*azure::Endpoint::parse(azure.url(), false), FakeAzure::key}, azure::make_curl_transport({})};
  azure::GroupRef group{azure::GroupType::Large, FakeAzure::group};

  std::vector<azure::DetectedFace> detect(int mark) {
    cv::Mat picture(100, 100, CV_8UC3, grey);
    test::draw_mark(picture, {20, 20, 60, 60}, mark);
    const auto faces = client.detect(jpeg_of(picture), {}, std::stop_token());
    return faces ? *faces : std::vector<azure::DetectedFace>();
  }
};

TEST_F(PlayedAccount, NamesFacesByTheirMarksInAnyOrder) {
  const auto people = azure.enrol_many(10, 2);
  const auto first = detect(10), stranger = detect(12), second = detect(11);
  ASSERT_EQ(first.size(), 1u);
  const std::vector<std::string> ids = {second.at(0).face_id, stranger.at(0).face_id, first.at(0).face_id};
  const auto results = client.identify(group, ids, 1, 0.1, std::stop_token());
  ASSERT_TRUE(results);
  EXPECT_EQ(results->at(0).candidates.at(0).person_id, people[1]);
  EXPECT_TRUE(results->at(1).candidates.empty());
  EXPECT_EQ(results->at(2).candidates.at(0).person_id, people[0]);
}

TEST_F(PlayedAccount, ServesAsManyCallsASecondAsItIsAllowedTo) {
  azure.set_rate_limit(3, 7);
  for (int i = 0; i < 3; ++i)
    EXPECT_TRUE(client.get_group(group, std::stop_token()));
  const auto refused = client.get_group(group, std::stop_token());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, azure::ServiceError::Kind::Throttled);
  EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(7));
  azure.set_rate_limit(3, std::nullopt);
  EXPECT_EQ(client.get_group(group, std::stop_token()).error().retry_after, std::nullopt);
  EXPECT_EQ(azure.throttled(), 2);
  EXPECT_EQ(azure.calls(""), 5);
}

TEST_F(PlayedAccount, FailsAsItIsTold) {
  using Kind = azure::ServiceError::Kind;
  const auto kind_under = [this](FakeAzure::Fault fault) {
    azure.set_fault(fault);
    return client.get_group(group, azure::CallLimits(std::stop_token(), milliseconds(200))).error().kind;
  };
  EXPECT_EQ(kind_under(FakeAzure::Fault::Reset), Kind::Transport);
  EXPECT_EQ(kind_under(FakeAzure::Fault::Hang), Kind::Timeout);
  EXPECT_EQ(kind_under(FakeAzure::Fault::Unavailable), Kind::Unavailable);
  EXPECT_EQ(kind_under(FakeAzure::Fault::Throttled), Kind::Throttled);
  azure.set_fault(FakeAzure::Fault::None);
  EXPECT_TRUE(client.get_group(group, std::stop_token()));
}

TEST_F(PlayedAccount, RejectsMosaicsButNotSingleCropsWhenToldTo) {
  azure.reject_mosaics(true);
  EXPECT_EQ(detect(1).size(), 1u);
  const auto refused = client.detect(jpeg_of(cv::Mat(384, 768, CV_8UC3, grey)), {}, std::stop_token());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "InvalidImage");
}

} // namespace
} // namespace facerec

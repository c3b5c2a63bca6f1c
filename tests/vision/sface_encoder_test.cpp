#include "facerec/vision/face_encoder.h"

#include "tests/support/onnx_network.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>
#include <opencv2/objdetect.hpp>

namespace facerec {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;

class SfaceTest : public ::testing::Test {
protected:
  std::string model(const std::string &bytes) const {
    const auto file = directory_.path() / "face_recognition_sface_2021dec.onnx";
    test::write_file(file, bytes);
    return file.string();
  }

  std::string model_of(const test::TileNetwork &network = {}) const { return model(test::to_onnx(network)); }

  std::unique_ptr<FaceEncoder> encoder() const {
    Result<std::unique_ptr<FaceEncoder>> made = make_sface_encoder(model_of());
    EXPECT_TRUE(made) << made.error().message;
    return std::move(*made);
  }

private:
  test::TemporaryDirectory directory_;
};

cv::Mat face_of(const cv::Scalar &bgr) { return {aligned_face_size, aligned_face_size, CV_8UC3, bgr}; }

TEST_F(SfaceTest, EncodesAnAlignedFaceAsAUnitVectorOf128Numbers) {
  const Result<Encoding> encoding = encoder()->encode(face_of({20, 50, 130})); // red - green: 80, blue - green: -30
  ASSERT_TRUE(encoding) << encoding.error().message;
  ASSERT_EQ(encoding->size(), 128U);
  const double length = std::sqrt(64 * (80.0 * 80 + 30 * 30));
  EXPECT_THAT(std::vector<float>(encoding->begin(), encoding->begin() + 64),
              Each(testing::FloatNear(80 / length, 1e-5)));
  EXPECT_THAT(std::vector<float>(encoding->begin() + 64, encoding->end()),
              Each(testing::FloatNear(-30 / length, 1e-5)));
}

TEST_F(SfaceTest, SeesWhereInTheFaceAColourIs) {
  cv::Mat face = face_of({50, 50, 50});
  face(cv::Rect(14, 0, 14, 14)).setTo(cv::Scalar(50, 50, 90)); // the second tile of the first row
  const Encoding encoding = encoder()->encode(face).value();
  Encoding expected(128, 0.0F);
  expected[1] = 1;
  EXPECT_THAT(encoding, testing::Pointwise(testing::FloatNear(1e-5), expected));
}

TEST_F(SfaceTest, CannotEncodeWhatTheNetworkHasNoNumbersFor) {
  const Result<Encoding> encoding = encoder()->encode(face_of({50, 50, 50}));
  ASSERT_FALSE(encoding);
  EXPECT_EQ(encoding.error(), (Error{ErrorCode::Malformed, "the face recognition model gave no usable encoding"}));
}

TEST_F(SfaceTest, AlignsFacesAsOpenCvDoesForIt) {
  const auto theirs = cv::FaceRecognizerSF::create(model_of(), "");
  cv::Mat picture(300, 400, CV_8UC3);
  cv::theRNG().state = 7;
  cv::randu(picture, 0, 255);
  cv::GaussianBlur(picture, picture, {}, 4);
  const std::array<Point, 5> points = {{{150, 120}, {215, 108}, {186, 155}, {165, 190}, {221, 182}}};
  cv::Mat_<float> row = cv::Mat_<float>::zeros(1, 15);
  for (int i = 0; i < 5; ++i) {
    row(4 + 2 * i) = static_cast<float>(points[static_cast<std::size_t>(i)].x);
    row(5 + 2 * i) = static_cast<float>(points[static_cast<std::size_t>(i)].y);
  }
  cv::Mat expected;
  theirs->alignCrop(picture, row, expected);
  EXPECT_LE(cv::norm(align_face(picture, points), expected, cv::NORM_INF), 2);
}

TEST_F(SfaceTest, MapsItsPublishedThresholdToOneHalf) {
  const ConfidenceScale scale = encoder()->scale();
  EXPECT_DOUBLE_EQ(scale.confidence(0.363, std::nullopt), 0.5);
  EXPECT_NEAR(scale.confidence(0.0, std::nullopt), 0.011, 0.001);
  EXPECT_NEAR(scale.confidence(0.25, std::nullopt), 0.196, 0.001);
  EXPECT_NEAR(scale.confidence(0.45, std::nullopt), 0.748, 0.001);
  EXPECT_NEAR(scale.confidence(0.6, std::nullopt), 0.951, 0.001);
  EXPECT_NEAR(scale.confidence(1.0, std::nullopt), 1.000, 0.001);
  EXPECT_DOUBLE_EQ(scale.confidence(0.5, 0.49), scale.confidence(0.5, std::nullopt)); // others do not count
}

TEST_F(SfaceTest, IsSurerTheMoreAlikeTwoFacesAre) {
  const ConfidenceScale scale = encoder()->scale();
  double last = 0;
  for (int i = -100; i <= 100; ++i) {
    const double confidence = scale.confidence(i / 100.0, std::nullopt);
    EXPECT_GT(confidence, last) << i;
    EXPECT_LT(confidence, 1) << i;
    last = confidence;
  }
}

TEST_F(SfaceTest, RefusesANetworkOfAnotherShapeByName) {
  const std::string other_output = model_of({.input_side = 112, .tile = 16});
  EXPECT_EQ(make_sface_encoder(other_output).error(),
            (Error{ErrorCode::Malformed,
                   "'" + other_output + "' is not the SFace network: it gives 98 numbers for a face, not 128"}));
  const std::string other_input = model_of({.input_side = 56, .tile = 7});
  const auto encoder = make_sface_encoder(other_input);
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code, ErrorCode::Malformed);
  EXPECT_THAT(encoder.error().message, HasSubstr("'" + other_input + "' is not the SFace network"));
}

TEST_F(SfaceTest, RefusesEveryCutOffFileByName) {
  const std::string whole = test::to_onnx({});
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, whole.size() / 2, whole.size() - 20}) {
    const std::string file = model(whole.substr(0, size));
    const auto encoder = make_sface_encoder(file);
    ASSERT_FALSE(encoder) << size;
    EXPECT_EQ(encoder.error().code, ErrorCode::Malformed) << size;
    EXPECT_THAT(encoder.error().message, HasSubstr("'" + file + "' is not")) << size;
  }
}

} // namespace
} // namespace facerec

#include "server/image_decoder.h"

#include <gtest/gtest.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <array>

namespace facerec::server {
namespace {

using namespace std::string_literals;

std::string encoded(const cv::Mat &bgr, const std::string &extension) {
  std::vector<unsigned char> bytes;
  cv::imencode(extension, bgr, bytes);
  return {bytes.begin(), bytes.end()};
}

// Red above blue, 40 wide and 20 high.
cv::Mat flag() {
  cv::Mat bgr(20, 40, CV_8UC3, cv::Scalar(0, 0, 250));
  bgr.rowRange(10, 20).setTo(cv::Scalar(250, 0, 0));
  return bgr;
}

bool is_red(const cv::Vec3b &bgr) { return bgr[2] > 200 && bgr[0] < 60; }
bool is_blue(const cv::Vec3b &bgr) { return bgr[0] > 200 && bgr[2] < 60; }

std::string with_orientation(const std::string &jpeg, char orientation) {
  const std::string tiff = "MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"s + orientation + "\0\0\0\0\0\0"s;
  const std::string exif = "Exif\0\0"s + tiff;
  const auto length = static_cast<char>(exif.size() + 2);
  return jpeg.substr(0, 2) + "\xFF\xE1\0"s + length + exif + jpeg.substr(2);
}

TEST(ImageDecoder, TurnsAPictureUprightByItsExifOrientation) {
  struct Case {
    char orientation;
    cv::Size size;
    cv::Point red;
    cv::Point blue;
  };
  for (const auto &[orientation, size, red, blue] :
       {Case{1, {40, 20}, {20, 4}, {20, 16}}, Case{3, {40, 20}, {20, 16}, {20, 4}},
        Case{6, {20, 40}, {16, 20}, {4, 20}}, Case{8, {20, 40}, {4, 20}, {16, 20}}}) {
    const auto picture = decode_image(with_orientation(encoded(flag(), ".jpg"), orientation));
    ASSERT_TRUE(picture) << int{orientation};
    EXPECT_EQ(picture->size(), size) << int{orientation};
    EXPECT_TRUE(is_red(picture->at<cv::Vec3b>(red))) << int{orientation};
    EXPECT_TRUE(is_blue(picture->at<cv::Vec3b>(blue))) << int{orientation};
  }
}

TEST(ImageDecoder, ReadsBmpOfEitherRowOrder) {
  std::string bmp = encoded(flag(), ".bmp");
  const auto upright = decode_image(bmp);
  ASSERT_TRUE(upright);
  EXPECT_EQ(cv::norm(*upright, flag(), cv::NORM_INF), 0);
  const std::int32_t height = -20; // rows from the top down
  std::memcpy(bmp.data() + 22, &height, sizeof(height));
  const auto flipped = decode_image(bmp);
  ASSERT_TRUE(flipped);
  cv::Mat expected;
  cv::flip(flag(), expected, 0);
  EXPECT_EQ(cv::norm(*flipped, expected, cv::NORM_INF), 0);
}

// A GIF of 4 x 4 pixels with a palette of black, red, blue and white. `frames` are image descriptors with their data.
std::string gif(const std::string &frames) {
  return "GIF89a\x04\0\x04\0\x91\0\0"s + "\0\0\0\xFF\0\0\0\0\xFF\xFF\xFF\xFF"s + frames + ";"s;
}

std::string image_descriptor(int left, int top, int width, int height, char flags = 0) {
  return ","s + static_cast<char>(left) + '\0' + static_cast<char>(top) + '\0' + static_cast<char>(width) + '\0' +
         static_cast<char>(height) + '\0' + flags;
}

// Codes of 3 bits, a clear code before each pixel, so that the code's length never grows: what an encoder without LZW
// writes.
std::string pixels(const std::vector<int> &colors) {
  constexpr int clear = 4;
  constexpr int end = 5;
  std::vector<int> codes;
  for (const int color : colors) {
    codes.push_back(clear);
    codes.push_back(color);
  }
  codes.push_back(end);
  std::string bytes;
  unsigned bits = 0;
  int count = 0;
  for (const int code : codes) {
    bits |= static_cast<unsigned>(code) << static_cast<unsigned>(count);
    for (count += 3; count >= 8; count -= 8, bits >>= 8U)
      bytes += static_cast<char>(bits & 0xFFU);
  }
  bytes += static_cast<char>(bits);
  return "\x02"s + static_cast<char>(bytes.size()) + bytes + '\0';
}

const cv::Vec3b black(0, 0, 0);
const cv::Vec3b red(0, 0, 255);
const cv::Vec3b blue(255, 0, 0);
const cv::Vec3b white(255, 255, 255);

TEST(ImageDecoder, ReadsTheFirstFrameOfAGif) {
  const std::string comment = "!\xFE\x02Hi\0"s;
  const std::string control = "!\xF9\x04\x05\x0A\0\x02\0"s; // transparent colour 2, which changes nothing
  const std::string first = image_descriptor(0, 0, 4, 4) + pixels({1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 0, 1, 2, 3});
  const std::string second = image_descriptor(0, 0, 4, 4) + pixels(std::vector<int>(16, 0));
  const auto picture = decode_image(gif(comment + control + first + second));
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->size(), cv::Size(4, 4));
  const std::array<std::array<cv::Vec3b, 4>, 4> expected = {
      {{red, red, red, red}, {blue, blue, blue, blue}, {white, white, white, white}, {black, red, blue, white}}};
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 4; ++x)
      EXPECT_EQ(picture->at<cv::Vec3b>(y, x), expected.at(static_cast<std::size_t>(y)).at(static_cast<std::size_t>(x)))
          << x << " " << y;
}

TEST(ImageDecoder, PutsAFrameOfAGifInItsPlaceAndItsRowsInOrder) {
  constexpr char interlaced = 0x40;
  const auto picture = decode_image(gif(image_descriptor(1, 0, 2, 4, interlaced) + pixels({1, 1, 2, 2, 3, 3, 0, 1})));
  ASSERT_TRUE(picture) << picture.error().message;
  const std::array<cv::Vec3b, 4> column = {red, white, blue, black}; // rows come as 0, 2, 1, 3
  for (int y = 0; y < 4; ++y) {
    EXPECT_EQ(picture->at<cv::Vec3b>(y, 1), column.at(static_cast<std::size_t>(y))) << y;
    EXPECT_EQ(picture->at<cv::Vec3b>(y, 0), black) << y;
    EXPECT_EQ(picture->at<cv::Vec3b>(y, 3), black) << y;
  }
}

TEST(ImageDecoder, RefusesAGifThatIsBroken) {
  const std::string good = gif(image_descriptor(0, 0, 4, 4) + pixels(std::vector<int>(16, 1)));
  ASSERT_TRUE(decode_image(good));
  const Error broken{ErrorCode::Malformed, "a GIF picture that cannot be decoded"};
  for (std::size_t size = 12; size + 8 < good.size(); ++size)
    EXPECT_EQ(decode_image(good.substr(0, size)).error(), broken) << size;
  EXPECT_EQ(decode_image(gif("")).error(), broken);
  EXPECT_EQ(decode_image(gif(image_descriptor(2, 0, 4, 4) + pixels(std::vector<int>(16, 1)))).error(), broken);
  EXPECT_EQ(decode_image(gif(image_descriptor(0, 0, 0, 4) + pixels({}))).error(), broken);
}

// Headers that claim 30000 x 30000 pixels, with nothing behind them to unpack.
TEST(ImageDecoder, RefusesABombOfEachFormatByItsHeader) {
  const std::string side = "\x75\x30"s; // 30000
  const std::string turned = "\x30\x75"s;
  const std::string png = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0"s + side + "\0\0"s + side + "\x08\x02\0\0\0"s;
  const std::string jpeg = "\xFF\xD8\xFF\xC0\0\x11\x08"s + side + side + "\x03\x01\x11\0\x02\x11\0\x03\x11\0"s;
  const std::string gif = "GIF89a"s + turned + turned + "\x91\0\0"s;
  const std::string bmp =
      "BM"s + std::string(12, '\0') + "\x28\0\0\0"s + turned + "\0\0"s + turned + "\0\0"s + "\x01\0\x18\0"s;
  for (const std::string &bomb : {png, jpeg, gif, bmp}) {
    const auto decoded = decode_image(bomb + std::string(2000, '\0'));
    ASSERT_FALSE(decoded) << bomb.substr(0, 4);
    EXPECT_EQ(decoded.error(), (Error{ErrorCode::Malformed, "a picture of more than 100 megapixels"}));
  }
}

TEST(ImageDecoder, RefusesSizesThatNoPictureHas) {
  const std::string png = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\0\0\0\0\x10\x08\x02\0\0\0"s;
  EXPECT_FALSE(decode_image(png + std::string(2000, '\0')));
  const std::string gif = "GIF89a\0\0\x10\0\x91\0\0"s;
  EXPECT_FALSE(decode_image(gif + std::string(2000, '\0')));
  const std::string huge = "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x08\x02\0\0\0"s;
  EXPECT_FALSE(decode_image(huge + std::string(2000, '\0')));
}

} // namespace
} // namespace facerec::server

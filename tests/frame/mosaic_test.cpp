#include "facerec/frame/mosaic.h"

#include "facerec/vision/still_detector.h"
#include "tests/support/frames.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>

namespace facerec {
namespace {

using test::OwnedFrame;

constexpr Color bright{230, 220, 210};
constexpr Color dark{40, 50, 60};
const cv::Vec3b grey{128, 128, 128};

std::vector<const Crop *> pointers_to(const std::vector<Crop> &crops) {
  std::vector<const Crop *> pointers;
  for (const Crop &crop : crops)
    pointers.push_back(&crop);
  return pointers;
}

// A bright face on dark ground; `face` at even positions.
Crop painted_crop(PixelFormat format, int width, int height, const Rect &face, double margin) {
  OwnedFrame frame({.format = format, .width = width, .height = height, .padding = 5, .color = dark});
  frame.fill(face, bright);
  return copy_crop(frame.view(), face, margin);
}

// A crop of BGR with nothing in it.
Crop plain_crop(int width, int height, const Rect &face) {
  Crop crop;
  crop.format = PixelFormat::BGR;
  crop.area = {0, 0, width, height};
  crop.face = face;
  crop.pixels.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 3, 40);
  return crop;
}

// Each of other format, size, place and margin.
std::vector<Crop> mixed_crops(std::size_t count) {
  const std::vector<PixelFormat> formats{PixelFormat::I420, PixelFormat::GRAY8, PixelFormat::NV12, PixelFormat::RGBA,
                                         PixelFormat::YUY2, PixelFormat::BGR,   PixelFormat::Y42B, PixelFormat::xBGR,
                                         PixelFormat::Y444, PixelFormat::YV12};
  const std::vector<Rect> faces{{100, 90, 200, 200}, {0, 0, 64, 80},      {300, 60, 500, 640}, {1014, 600, 66, 120},
                                {40, 60, 30, 20},    {10, 500, 200, 100}, {600, 0, 120, 300},  {2, 2, 2, 2},
                                {200, 100, 80, 80},  {0, 0, 1081, 721}};
  std::vector<Crop> crops;
  for (std::size_t i = 0; i < count; ++i)
    crops.push_back(painted_crop(formats[i], 1081, 721, faces[i], 0.3 * static_cast<double>(i % 4)));
  return crops;
}

// The smallest rectangle around the bright pixels of `area`.
Rect bright_part(const cv::Mat &picture, const Rect &area) {
  cv::Mat luma;
  cv::cvtColor(picture(cv::Rect(area.x, area.y, area.width, area.height)), luma, cv::COLOR_BGR2GRAY);
  const cv::Rect found = cv::boundingRect(luma > 140);
  return {area.x + found.x, area.y + found.y, found.width, found.height};
}

bool is_inside(const Rect &inner, const Rect &outer) { return intersect(inner, outer) == inner; }

void expect_near(const Rect &found, const Rect &expected, int by) {
  EXPECT_NEAR(found.x, expected.x, by);
  EXPECT_NEAR(found.y, expected.y, by);
  EXPECT_NEAR(found.x + found.width, expected.x + expected.width, by);
  EXPECT_NEAR(found.y + found.height, expected.y + expected.height, by);
}

class MosaicOf : public testing::TestWithParam<std::size_t> {};

INSTANTIATE_TEST_SUITE_P(Crops, MosaicOf, testing::Range<std::size_t>(1, max_mosaic_tiles + 1));

TEST_P(MosaicOf, ShowsEachFaceWhereItIsPredicted) {
  const std::vector<Crop> crops = mixed_crops(GetParam());
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  const cv::Mat picture = draw_mosaic(mosaic, pointers_to(crops));
  ASSERT_EQ(picture.size(), cv::Size(mosaic.width, mosaic.height));
  ASSERT_EQ(mosaic.tiles.size(), crops.size());
  for (std::size_t i = 0; i < crops.size(); ++i) {
    SCOPED_TRACE("crop " + std::to_string(i));
    expect_near(bright_part(picture, mosaic.tiles[i].area), mosaic.tiles[i].face, 2);
  }
}

TEST_P(MosaicOf, PutsEachFaceInTheMiddleOfItsTileAtTheSizeThatIsRecommended) {
  const std::vector<Crop> crops = mixed_crops(GetParam());
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  for (std::size_t i = 0; i < crops.size(); ++i) {
    SCOPED_TRACE("crop " + std::to_string(i));
    const Rect &face = mosaic.tiles[i].face;
    EXPECT_NEAR(face.center().x, mosaic.tiles[i].area.center().x, 2);
    EXPECT_NEAR(face.center().y, mosaic.tiles[i].area.center().y, 2);
    const int longer = std::max(crops[i].face.width, crops[i].face.height);
    EXPECT_NEAR(std::max(face.width, face.height), std::min(200, 2 * longer), 2);
  }
}

TEST_P(MosaicOf, GivesEachCropATileOfItsOwn) {
  const std::vector<Crop> crops = mixed_crops(GetParam());
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  EXPECT_LE(mosaic.width, 1920);
  EXPECT_LE(mosaic.height, 1080);
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const Rect &area = mosaic.tiles[i].area;
    EXPECT_EQ(area.width, 384);
    EXPECT_EQ(area.height, 384);
    EXPECT_TRUE(is_inside(area, {0, 0, mosaic.width, mosaic.height}));
    EXPECT_TRUE(is_inside(mosaic.tiles[i].face, area));
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_TRUE(intersect(area, mosaic.tiles[j].area).empty()) << i << " and " << j;
  }
}

TEST_P(MosaicOf, LeavesABorderOfGreyAroundEachTile) {
  const std::vector<Crop> crops(GetParam(), plain_crop(2000, 2000, {950, 950, 100, 100}));
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  const cv::Mat picture = draw_mosaic(mosaic, pointers_to(crops));
  int wrong = 0;
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) {
      const bool border =
          static_cast<std::size_t>(x / 384 + y / 384 * (mosaic.width / 384)) >= crops.size() || // no tile here
          std::min({x % 384, y % 384, 383 - x % 384, 383 - y % 384}) < 8;
      wrong += (picture.at<cv::Vec3b>(y, x) == grey) != border;
    }
  EXPECT_EQ(wrong, 0);
}

class MosaicOfFormat : public testing::TestWithParam<PixelFormat> {};

INSTANTIATE_TEST_SUITE_P(All, MosaicOfFormat, testing::ValuesIn(test::all_formats()), test::format_name);

// Four colours around the middle of the face, which is in the middle of the tile; nothing of the crop's corner is
// shown.
TEST_P(MosaicOfFormat, ShowsThePartOfTheCropAroundTheFaceInItsColours) {
  const Color colors[] = {{200, 40, 60}, {30, 180, 90}, {50, 70, 210}, {220, 210, 40}};
  OwnedFrame frame({.format = GetParam(), .width = 701, .height = 601, .padding = 3, .color = dark});
  for (int i = 0; i < 4; ++i)
    frame.fill({400 + i % 2 * 50, 300 + i / 2 * 50, 50, 50}, colors[i]);
  const Crop crop = copy_crop(frame.view(), {400, 300, 100, 100}, 100);
  const Crop *const pointer = &crop;
  const Mosaic mosaic = plan_mosaic({&pointer, 1});
  ASSERT_GT(mosaic.tiles[0].source.x, 0);
  ASSERT_GT(mosaic.tiles[0].source.y, 0);
  const cv::Mat picture = draw_mosaic(mosaic, {&pointer, 1});
  for (int i = 0; i < 4; ++i) {
    const cv::Vec3b found = picture.at<cv::Vec3b>(142 + i / 2 * 100, 142 + i % 2 * 100);
    EXPECT_LE(test::difference({found[2], found[1], found[0]}, test::shown_as(crop.view(), colors[i])), 4) << i;
  }
}

TEST(Mosaic, MixesPixelsWhereItShrinks) {
  Crop crop = plain_crop(1600, 1600, {400, 400, 800, 800});
  for (std::size_t i = 0; i < crop.pixels.size(); ++i)
    crop.pixels[i] = (i / 3 + i / 3 / 1600) % 2 == 0 ? 40 : 160; // a chessboard
  const Crop *const pointer = &crop;
  const cv::Mat picture = draw_mosaic(plan_mosaic({&pointer, 1}), {&pointer, 1});
  const cv::Mat face = picture(cv::Rect(92, 92, 200, 200));
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(face, mean, deviation);
  EXPECT_NEAR(mean[0], 100, 1);
  EXPECT_LE(deviation[0], 2);
}

TEST(Mosaic, IsTheSmallestGridOfAtMostTwoRows) {
  const std::vector<std::pair<int, int>> sizes{{384, 384},  {768, 384},  {1152, 384}, {1536, 384}, {1920, 384},
                                               {1152, 768}, {1536, 768}, {1536, 768}, {1920, 768}, {1920, 768}};
  for (std::size_t count = 1; count <= sizes.size(); ++count) {
    const std::vector<Crop> crops(count, plain_crop(100, 100, {20, 20, 60, 60}));
    const Mosaic mosaic = plan_mosaic(pointers_to(crops));
    EXPECT_EQ(std::pair(mosaic.width, mosaic.height), sizes[count - 1]) << count;
  }
}

TEST(Mosaic, FillsRowByRow) {
  const std::vector<Crop> crops(7, plain_crop(100, 100, {20, 20, 60, 60}));
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  EXPECT_EQ(mosaic.tiles[3].area, (Rect{1152, 0, 384, 384}));
  EXPECT_EQ(mosaic.tiles[4].area, (Rect{0, 384, 384, 384}));
  EXPECT_EQ(mosaic.tiles[6].area, (Rect{768, 384, 384, 384}));
}

TEST(Mosaic, ScalesFacesTo200PixelsAndEnlargesAtMostTwice) {
  struct Row {
    const char *what;
    Rect face;
    Rect shown;
  };
  const Row rows[] = {
      {"twice as large", {500, 500, 100, 80}, {92, 112, 200, 160}},
      {"not more than twice", {500, 500, 50, 40}, {142, 152, 100, 80}},
      {"as it is", {500, 500, 150, 200}, {117, 92, 150, 200}},
      {"half as large", {300, 200, 300, 400}, {117, 92, 150, 200}},
      {"at the edge of the frame", {0, 0, 100, 100}, {92, 92, 200, 200}},
  };
  for (const Row &row : rows) {
    const Crop crop = plain_crop(1000, 1000, row.face);
    const Crop *const pointer = &crop;
    EXPECT_EQ(plan_mosaic({&pointer, 1}).tiles[0].face, row.shown) << row.what;
  }
}

TEST(Mosaic, ConvertsOnlyWhatIsShown) {
  const Crop crop = plain_crop(4000, 3000, {2000, 1500, 200, 200});
  const Crop *const pointer = &crop;
  const Tile tile = plan_mosaic({&pointer, 1}).tiles[0];
  EXPECT_EQ(tile.source, (Rect{1916, 1416, 368, 368}));
  EXPECT_EQ(tile.target, (Rect{8, 8, 368, 368}));
}

TEST(Mosaic, TakesTheWholeCropForItsFaceWhereItHasNone) {
  const Crop crop = plain_crop(100, 50, {});
  const Crop *const pointer = &crop;
  EXPECT_EQ(plan_mosaic({&pointer, 1}).tiles[0].face, (Rect{92, 142, 200, 100}));
}

TEST(Mosaic, OfThinCropsHasSomethingOfEach) {
  const std::vector<Crop> crops{plain_crop(1, 3000, {0, 0, 1, 3000}), plain_crop(3000, 1, {0, 0, 3000, 1})};
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  EXPECT_EQ(mosaic.tiles[0].face, (Rect{192, 92, 1, 200}));
  EXPECT_EQ(mosaic.tiles[1].face, (Rect{384 + 92, 192, 200, 1}));
  EXPECT_FALSE(draw_mosaic(mosaic, pointers_to(crops)).empty());
}

TEST(Mosaic, KeepsTheColours) {
  const Color blue{20, 60, 200};
  OwnedFrame frame({.format = PixelFormat::NV12, .width = 200, .height = 200, .color = blue});
  const Crop crop = copy_crop(frame.view(), {50, 50, 100, 100}, 0.3);
  const Crop *const pointer = &crop;
  const cv::Vec3b found = draw_mosaic(plan_mosaic({&pointer, 1}), {&pointer, 1}).at<cv::Vec3b>(192, 192);
  EXPECT_LE(test::difference({found[2], found[1], found[0]}, blue), 2);
}

TEST(Mosaic, IsAJpegOfTheQualityAskedFor) {
  const std::vector<Crop> crops = mixed_crops(3);
  const Mosaic mosaic = plan_mosaic(pointers_to(crops));
  const auto good = encode_mosaic(mosaic, pointers_to(crops), 90);
  const auto poor = encode_mosaic(mosaic, pointers_to(crops), 10);
  ASSERT_TRUE(good);
  ASSERT_TRUE(poor);
  EXPECT_LT(poor->size(), good->size());
  EXPECT_EQ(cv::imdecode(*good, cv::IMREAD_COLOR).size(), cv::Size(1152, 384));
  EXPECT_EQ(encode_mosaic(mosaic, pointers_to(crops), 0).error().code, ErrorCode::InvalidArgument);
}

TEST(Mosaic, TakesOnlyCropsThatHoldPixels) {
  EXPECT_TRUE(is_drawable(plain_crop(10, 10, {2, 2, 4, 4})));
  EXPECT_FALSE(is_drawable(Crop{}));
  Crop crop = plain_crop(10, 10, {2, 2, 4, 4});
  crop.area.width = 0;
  EXPECT_FALSE(is_drawable(crop));
}

TEST(SinglePicture, IsTheCropAsItIs) {
  for (const Rect &face : {Rect{20, 30, 64, 64}, Rect{100, 100, 300, 400}}) {
    const Crop crop = painted_crop(PixelFormat::I420, 641, 601, face, 0.3);
    const Crop *const pointer = &crop;
    const Mosaic single = plan_single(crop);
    EXPECT_EQ(*encode_mosaic(single, {&pointer, 1}, 90), *encode_jpeg(crop.view(), 90));
    EXPECT_EQ(single.tiles.at(0).face, crop.face);
    EXPECT_EQ(single.tiles.at(0).area, (Rect{0, 0, crop.area.width, crop.area.height}));
  }
}

TEST(SinglePicture, ShowsALargeFaceAt400Pixels) {
  const Crop crop = painted_crop(PixelFormat::NV12, 1920, 1080, {400, 100, 600, 800}, 0.1);
  const Crop *const pointer = &crop;
  const Mosaic single = plan_single(crop);
  EXPECT_EQ(single.width, 360);
  EXPECT_EQ(single.height, 480);
  EXPECT_EQ(single.tiles.at(0).face, (Rect{30, 40, 300, 400}));
  expect_near(bright_part(draw_mosaic(single, {&pointer, 1}), single.tiles[0].area), single.tiles[0].face, 1);
}

// Real faces ------------------------------------------------------------------------------------------------------

using Faces = std::vector<FaceBox>;

std::unique_ptr<FaceDetector> yunet() {
  for (const char *model : {"models/face_detection_yunet_2022mar.onnx", "models/face_detection_yunet_2023mar.onnx"})
    if (const auto path = test::shared_file(model))
      if (auto detector = make_yunet_detector({.model = path->string(), .score_threshold = 0.8}))
        return std::move(*detector);
  return nullptr;
}

// The largest face of a picture that is scaled so that the face has `side` pixels, as the element would copy it.
std::optional<Crop> crop_of_largest_face(FaceDetector &detector, const cv::Mat &picture, int side) {
  const Faces faces = detector.detect(picture);
  if (faces.empty())
    return std::nullopt;
  const double scale = double(side) / std::max(faces[0].box.width, faces[0].box.height);
  cv::Mat scaled;
  cv::resize(picture, scaled, {}, scale, scale, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  const auto at = [&](int value) { return cvRound(value * scale); };
  const Rect box{at(faces[0].box.x), at(faces[0].box.y), at(faces[0].box.width), at(faces[0].box.height)};
  FrameView view{PixelFormat::BGR, {}, {}, scaled.cols, scaled.rows, {scaled.data}, {static_cast<int>(scaled.step)}};
  return copy_crop(view, box, 0.3);
}

// What a detector makes of a picture with the face of `tile` in it.
bool is_found(const Faces &faces, const Tile &tile) {
  return std::any_of(faces.begin(), faces.end(), [&](const FaceBox &face) { return iou(face.box, tile.face) > 0.4; });
}

struct Found {
  int singly = 0;
  int together = 0;
  int lost = 0;   // found singly, but not together
  int across = 0; // rectangles that reach into a neighbour's tile
  std::size_t bytes_singly = 0;
  std::size_t bytes_together = 0;
};

// `full_size` looks at mosaics as they are, `still` at single crops, whose faces fill them.
void look_at(FaceDetector &full_size, FaceDetector &still, std::span<const Crop *const> crops, Found &found) {
  const Mosaic mosaic = plan_mosaic(crops);
  const Faces together = full_size.detect(draw_mosaic(mosaic, crops));
  found.bytes_together += encode_mosaic(mosaic, crops, 90)->size();
  for (const FaceBox &face : together)
    found.across += std::none_of(mosaic.tiles.begin(), mosaic.tiles.end(),
                                 [&](const Tile &tile) { return is_inside(face.box, tile.area); });
  for (std::size_t i = 0; i < crops.size(); ++i) {
    const Mosaic single = plan_single(*crops[i]);
    const bool singly = is_found(still.detect(draw_mosaic(single, crops.subspan(i, 1))), single.tiles[0]);
    found.bytes_singly += encode_mosaic(single, crops.subspan(i, 1), 90)->size();
    found.singly += singly;
    found.together += is_found(together, mosaic.tiles[i]);
    found.lost += singly && !is_found(together, mosaic.tiles[i]);
  }
}

TEST(MosaicOfPortraits, LosesAtMostOneFaceInTenThatIsFoundSingly) {
  const auto portraits = test::shared_file("data/portraits");
  const auto detector = yunet();
  if (!portraits || !detector)
    GTEST_SKIP() << "no data/portraits, or no models/face_detection_yunet that this OpenCV can run";
  const auto still = make_still_detector(yunet());
  std::vector<Crop> crops;
  for (const int side : {64, 90, 300})
    for (const auto &entry : std::filesystem::recursive_directory_iterator(*portraits))
      if (entry.is_regular_file())
        if (auto crop = crop_of_largest_face(*still, cv::imread(entry.path().string()), side))
          crops.push_back(std::move(*crop));
  ASSERT_GE(crops.size(), 40u);
  const auto pointers = pointers_to(crops);
  Found found;
  for (std::size_t at = 0; at + 10 <= pointers.size(); at += 10)
    look_at(*detector, *still, std::span(pointers).subspan(at, 10), found);
  std::cout << found.singly << " faces found singly (" << found.bytes_singly << " bytes), " << found.together
            << " in mosaics of ten (" << found.bytes_together << " bytes), " << found.lost << " lost\n";
  EXPECT_GE(found.singly, 40);
  EXPECT_LE(found.lost * 10, found.singly);
  EXPECT_EQ(found.across, 0);
}

} // namespace
} // namespace facerec

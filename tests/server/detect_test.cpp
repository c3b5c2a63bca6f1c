#include "server/image_decoder.h"
#include "tests/server/fixture.h"

namespace facerec::server {
namespace {

using DetectTest = ServerFixture;
constexpr const char *path = "/face/v1.2/detect";

TEST_F(DetectTest, ReturnsRectanglesAndIds) {
  const auto faces = json(send_picture(path, {5, 6}));
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_EQ(faces[1].at("faceRectangle"), (nlohmann::json{{"left", 100}, {"top", 0}, {"width", 100}, {"height", 100}}));
  EXPECT_NE(faces[0].at("faceId"), faces[1].at("faceId"));
  EXPECT_EQ(faces[0].size(), 2U);
  EXPECT_EQ(json(send_picture(path, {})), nlohmann::json::array());
}

TEST_F(DetectTest, ReturnsWhatWasAskedFor) {
  const auto face = json(send_picture(path, {5},
                                      {{"returnFaceId", "false"},
                                       {"returnFaceLandmarks", "true"},
                                       {"detectionModel", "detection_03"},
                                       {"recognitionModel", "recognition_04"},
                                       {"returnFaceAttributes", "headPose,qualityForRecognition"}}))
                        .at(0);
  EXPECT_FALSE(face.contains("faceId"));
  EXPECT_EQ(face.at("faceLandmarks").at("pupilLeft"), (nlohmann::json{{"x", 30.0}, {"y", 40.0}}));
  EXPECT_EQ(face.at("faceAttributes"), (nlohmann::json{{"headPose", {{"pitch", 1.3}, {"roll", -2.5}, {"yaw", 30.0}}},
                                                       {"qualityForRecognition", "high"}}));
  EXPECT_EQ(face_ids_->size(), 0U);
  const auto with_model = json(send_picture(path, {5}, {{"returnRecognitionModel", "true"}})).at(0);
  EXPECT_EQ(with_model.at("recognitionModel"), "recognition_01");
}

TEST_F(DetectTest, SpellsLevelsAsTheVersionDoes) {
  const std::map<std::string, std::string, std::less<>> query = {
      {"recognitionModel", "recognition_03"}, {"returnFaceAttributes", "blur,exposure,qualityForRecognition"}};
  EXPECT_EQ(json(send_picture("/face/v1.2/detect", {5}, query)).at(0).at("faceAttributes"),
            (nlohmann::json{{"blur", {{"blurLevel", "low"}, {"value", 0.13}}},
                            {"exposure", {{"exposureLevel", "goodExposure"}, {"value", 0.5}}},
                            {"qualityForRecognition", "high"}}));
  EXPECT_EQ(json(send_picture("/face/v1.0/detect", {5}, query)).at(0).at("faceAttributes"),
            (nlohmann::json{{"blur", {{"blurLevel", "Low"}, {"value", 0.13}}},
                            {"exposure", {{"exposureLevel", "GoodExposure"}, {"value", 0.5}}},
                            {"qualityForRecognition", "High"}}));
}

TEST_F(DetectTest, NamesTheRangesOfTheReference) {
  struct Case {
    double value;
    const char *blur;
    const char *exposure;
  };
  for (const auto &[value, blur, exposure] :
       {Case{0, "low", "underExposure"}, Case{0.24, "low", "underExposure"}, Case{0.25, "medium", "goodExposure"},
        Case{0.74, "medium", "goodExposure"}, Case{0.75, "high", "overExposure"}, Case{1, "high", "overExposure"}}) {
    engine_.attributes = {value, value, std::nullopt, Quality::Low};
    const auto face = json(send_picture(path, {5}, {{"returnFaceAttributes", "blur,exposure"}})).at(0);
    EXPECT_EQ(face.at("faceAttributes").at("blur").at("blurLevel"), blur) << value;
    EXPECT_EQ(face.at("faceAttributes").at("exposure").at("exposureLevel"), exposure) << value;
  }
}

TEST_F(DetectTest, LeavesOutWhatNothingMeasures) {
  engine_.attributes.head_pose.reset();
  const auto face = json(send_picture(path, {5},
                                      {{"detectionModel", "detection_03"},
                                       {"returnFaceAttributes", "headPose,glasses,mask,occlusion"}}))
                        .at(0);
  EXPECT_EQ(face.at("faceAttributes"), nlohmann::json::object());
  EXPECT_FALSE(json(send_picture(path, {5})).at(0).contains("faceAttributes"));
}

TEST_F(DetectTest, KnowsWhichModelHasWhichAttribute) {
  struct Case {
    const char *attribute;
    int with_01;
    int with_03;
  };
  for (const auto &[attribute, with_01, with_03] :
       {Case{"accessories", 200, 400}, Case{"blur", 200, 200}, Case{"exposure", 200, 200}, Case{"glasses", 200, 200},
        Case{"headPose", 200, 200}, Case{"mask", 400, 200}, Case{"noise", 200, 400}, Case{"occlusion", 200, 200},
        Case{"qualityForRecognition", 200, 200}}) {
    const auto detect_with = [&, name = attribute](const char *model) {
      return send_picture(
          path, {5},
          {{"detectionModel", model}, {"recognitionModel", "recognition_04"}, {"returnFaceAttributes", name}});
    };
    EXPECT_EQ(detect_with("detection_01").status, with_01) << attribute;
    EXPECT_EQ(detect_with("detection_03").status, with_03) << attribute;
    EXPECT_THAT(detect_with("detection_02"),
                IsError(400, "BadArgument", "'returnFaceAttributes' is not supported by detection_02."))
        << attribute;
  }
  EXPECT_THAT(send_picture(path, {5}, {{"returnFaceAttributes", "blur,mask"}}),
              IsError(400, "BadArgument", "Invalid argument returnFaceAttributes."));
}

TEST_F(DetectTest, ReturnsAll27Landmarks) {
  const auto landmarks = json(send_picture(path, {5}, {{"returnFaceLandmarks", "true"}})).at(0).at("faceLandmarks");
  EXPECT_EQ(landmarks.size(), 27U);
  for (const auto &[name, point] : landmarks.items())
    EXPECT_TRUE(point.at("x").is_number() && point.at("y").is_number()) << name;
  EXPECT_EQ(landmarks.at("mouthRight"), (nlohmann::json{{"x", 65.0}, {"y", 80.0}}));
  EXPECT_LT(landmarks.at("upperLipTop").at("y"), landmarks.at("underLipBottom").at("y"));
}

TEST_F(DetectTest, ChecksItsArguments) {
  struct Case {
    const char *name;
    const char *value;
    const char *message;
  };
  for (const auto &[name, value, message] :
       {Case{"detectionModel", "detection_04", "'detectionModel' is invalid."},
        Case{"recognitionModel", "recognition_00", "'recognitionModel' is invalid."},
        Case{"faceIdTimeToLive", "59", "'faceIdTimeToLive' is invalid."},
        Case{"faceIdTimeToLive", "86401", "'faceIdTimeToLive' is invalid."},
        Case{"faceIdTimeToLive", "60s", "'faceIdTimeToLive' is invalid."},
        Case{"returnFaceId", "yes", "'returnFaceId' is invalid."},
        Case{"returnFaceAttributes", "beauty", "Invalid argument returnFaceAttributes."},
        Case{"returnFaceAttributes", "blur,,mask", "Invalid argument returnFaceAttributes."},
        Case{"returnFaceAttributes", "qualityForRecognition", "Invalid argument returnFaceAttributes."}})
    EXPECT_THAT(send_picture(path, {5}, {{name, value}}), IsError(400, "BadArgument", message)) << name << value;
  EXPECT_THAT(send_picture(path, {5}, {{"detectionModel", "detection_02"}, {"returnFaceAttributes", "mask"}}),
              IsError(400, "BadArgument", "'returnFaceAttributes' is not supported by detection_02."));
  EXPECT_THAT(send_picture(path, {5}, {{"detectionModel", "detection_02"}, {"returnFaceLandmarks", "true"}}),
              IsError(400, "BadArgument", "'returnLandmarks' is not supported by detection_02."));
  EXPECT_EQ(send_picture(path, {5}, {{"returnFaceAttributes", "emotion"}}).status, 403);
}

TEST_F(DetectTest, TakesPicturesOf1KbTo6Mb) {
  const auto post = [&](const std::string &body) { return send("POST", path, body, {}, "application/octet-stream"); };
  EXPECT_THAT(post(std::string(1023, 'x')), IsError(400, "InvalidImageSize", "Image size is too small."));
  EXPECT_THAT(post(std::string(max_image_bytes + 1, 'x')), IsError(400, "InvalidImageSize", "Image size is too big."));
  EXPECT_THAT(post(std::string(1024, 'x')), IsError(400, "InvalidImage", "Decoding error, image format unsupported."));
}

TEST_F(DetectTest, FetchesNothingUnlessItIsAllowedTo) {
  EXPECT_THAT(send("POST", path, R"({"url":"http://127.0.0.1/a.jpg"})"),
              IsError(400, "InvalidURL",
                      "Invalid image URL: this server fetches no pictures; start it with --allow-url-fetch to allow "
                      "that."));
  EXPECT_THAT(send("POST", path, "{}"), IsError(400, "BadArgument", "Request body is invalid."));
}

TEST(DecodeImage, ReadsTheFormatsOfAzure) {
  const cv::Mat bgr = FakeEngine::picture({200});
  for (const char *extension : {".jpg", ".png", ".bmp"}) {
    std::vector<unsigned char> bytes;
    cv::imencode(extension, bgr, bytes);
    const auto decoded = decode_image({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
    ASSERT_TRUE(decoded) << extension;
    EXPECT_EQ(decoded->size(), bgr.size()) << extension;
  }
  std::vector<unsigned char> tiff;
  cv::imencode(".tiff", bgr, tiff);
  EXPECT_FALSE(decode_image({reinterpret_cast<const char *>(tiff.data()), tiff.size()}));
}

TEST(DecodeImage, RefusesABombBeforeItUnpacksIt) {
  // The header of a PNG that claims 20000 x 20000 pixels.
  std::string png("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x4E\x20\0\0\x4E\x20\x08\x02\0\0\0", 29);
  png.resize(2000, '\0');
  const auto decoded = decode_image(png);
  ASSERT_FALSE(decoded);
  EXPECT_EQ(decoded.error().message, "a picture of more than 100 megapixels");
}

TEST(DecodeImage, SurvivesEveryPrefixOfAPicture) {
  std::vector<unsigned char> bytes;
  cv::imencode(".jpg", FakeEngine::picture({200}), bytes);
  for (std::size_t size = 0; size < bytes.size() / 2; size += 7)
    (void)decode_image({reinterpret_cast<const char *>(bytes.data()), size});
}

} // namespace
} // namespace facerec::server

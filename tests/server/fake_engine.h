// A face engine whose pictures say themselves what is in them: every test knows which person stands where, and no
// test waits for a network.
#pragma once

#include "server/face_engine.h"

#include <opencv2/core.hpp>

namespace facerec::server {

// A face is a square of 100 pixels at (100 * n, 0) for each column n < 3 whose colour is not black; the blue channel
// says who it is. Two persons' encodings are at a right angle.
class FakeEngine final : public FaceEngine {
public:
  static cv::Mat picture(const std::vector<int> &persons) {
    cv::Mat bgr = cv::Mat::zeros(120, 320, CV_8UC3);
    for (std::size_t i = 0; i < persons.size(); ++i)
      bgr(cv::Rect(static_cast<int>(i) * 100, 0, 100, 100)) = cv::Scalar(persons[i], 40, 40);
    return bgr;
  }

  std::string description() const override { return "fake"; }
  std::string encoder() const override { return encoder_name; }
  ConfidenceScale scale() const override { return {.accept = 0.5, .spread = 0.1, .stranger = 0}; }

  std::vector<SeenFace> detect(const cv::Mat &bgr) override {
    std::vector<SeenFace> faces;
    for (int x = 0; x + 100 <= bgr.cols; x += 100)
      if (bgr.at<cv::Vec3b>(50, x + 50) != cv::Vec3b())
        faces.push_back({{{x, 0, 100, 100}, 1.0, landmarks(x)}, attributes});
    return faces;
  }

  Result<Encoding> encode(const cv::Mat &bgr, const FaceBox &face) override {
    Encoding encoding(256, 0.0F);
    encoding[bgr.at<cv::Vec3b>(50, face.box.x + 50)[0]] = 1;
    return encoding;
  }

  std::string encoder_name = "fake-1";
  FaceAttributes attributes{0.126, 0.5, HeadPose{1.25, -2.5, 30}, Quality::High}; // of every face

private:
  static std::array<Point, 5> landmarks(int x) {
    return {{{x + 30.0, 40.04}, {x + 70.0, 40.0}, {x + 50.0, 60.0}, {x + 35.0, 80.0}, {x + 65.0, 80.0}}};
  }
};

} // namespace facerec::server

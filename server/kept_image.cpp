#include "server/kept_image.h"

#include "facerec/frame/crop.h"
#include "server/image_decoder.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <exception>

namespace facerec::server {
namespace {

constexpr double margin = 0.5;
constexpr int longest_side = 480;
constexpr int quality = 95;

std::vector<SeenFace>::const_iterator nearest_to_middle(const std::vector<SeenFace> &faces, const cv::Size &picture) {
  const auto distance = [&](const SeenFace &seen) {
    const Point center = seen.face.box.center();
    return std::hypot(center.x - picture.width / 2.0, center.y - picture.height / 2.0);
  };
  return std::min_element(faces.begin(), faces.end(),
                          [&](const SeenFace &a, const SeenFace &b) { return distance(a) < distance(b); });
}

} // namespace

std::string kept_image(const cv::Mat &bgr, const Rect &face) {
  const Rect area = intersect(expand(face, margin), {0, 0, bgr.cols, bgr.rows});
  if (area.empty())
    return {};
  cv::Mat part = bgr(cv::Rect(area.x, area.y, area.width, area.height));
  const double scale = static_cast<double>(longest_side) / std::max(part.cols, part.rows);
  if (scale < 1)
    cv::resize(part, part, cv::Size(), scale, scale, cv::INTER_AREA);
  const Result<std::vector<std::uint8_t>> jpeg = encode_bgr(part, quality);
  return jpeg ? std::string(jpeg->begin(), jpeg->end()) : std::string();
}

Result<Encoding> encode_kept_image(FaceEngine &engine, std::string_view image) {
  try {
    const Result<cv::Mat> picture = decode_image(image);
    if (!picture)
      return picture.error();
    const std::vector<SeenFace> faces = engine.detect(*picture);
    const auto face = nearest_to_middle(faces, picture->size());
    if (face == faces.end())
      return Error{ErrorCode::NotFound, "no face is found in the kept picture"};
    return engine.encode(*picture, face->face);
  } catch (const std::exception &error) { // OpenCV; it must not end the trainer's thread
    return Error{ErrorCode::Internal, error.what()};
  }
}

void encode_kept_images(Store &store, FaceEngine &engine, const GroupRef &group, const std::stop_token &stop) {
  const Stored<std::vector<std::string>> faces = store.faces_to_encode(group, engine.encoder());
  if (!faces)
    return; // the group was deleted
  for (const std::string &face : *faces) {
    if (stop.stop_requested())
      return;
    const Stored<std::string> image = store.face_image(face);
    if (!image)
      continue; // deleted meanwhile
    if (const Result<Encoding> encoding = encode_kept_image(engine, *image))
      (void)store.set_encoding(face, engine.encoder(), *encoding);
  }
}

} // namespace facerec::server

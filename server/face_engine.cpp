#include "server/face_engine.h"

#include "facerec/vision/still_detector.h"

#include <opencv2/core.hpp>

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <system_error>

namespace facerec::server {
namespace {

// What one thread needs for one picture.
struct Worker {
  std::unique_ptr<FaceDetector> detector;
  std::unique_ptr<LandmarkFinder> landmarks;
  std::unique_ptr<FaceEncoder> encoder;
};

class WorkerPool {
public:
  explicit WorkerPool(std::vector<Worker> workers) : free_(std::move(workers)) {}

  template <class Use> auto with_worker(Use use) {
    Lease lease(*this);
    return use(lease.worker);
  }

private:
  struct Lease {
    explicit Lease(WorkerPool &owner) : pool(owner), worker(owner.take()) {}
    ~Lease() { pool.give_back(std::move(worker)); }
    Lease(const Lease &) = delete;
    Lease &operator=(const Lease &) = delete;
    WorkerPool &pool;
    Worker worker;
  };

  Worker take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !free_.empty(); });
    Worker worker = std::move(free_.back());
    free_.pop_back();
    return worker;
  }

  void give_back(Worker worker) {
    const std::lock_guard lock(mutex_);
    free_.push_back(std::move(worker));
    returned_.notify_one();
  }

  std::mutex mutex_; // guards free_
  std::condition_variable returned_;
  std::vector<Worker> free_;
};

class OpenCvEngine final : public FaceEngine {
public:
  OpenCvEngine(std::string description, std::vector<Worker> workers)
      : description_(std::move(description)), encoder_(workers.front().encoder->name()),
        scale_(workers.front().encoder->scale()), pool_(std::move(workers)) {}

  std::string description() const override { return description_; }
  std::string encoder() const override { return encoder_; }
  ConfidenceScale scale() const override { return scale_; }
  std::vector<SeenFace> detect(const cv::Mat &bgr) override;
  Result<Encoding> encode(const cv::Mat &bgr, const FaceBox &face) override;

private:
  const std::string description_;
  const std::string encoder_;
  const ConfidenceScale scale_;
  WorkerPool pool_;
};

std::vector<SeenFace> OpenCvEngine::detect(const cv::Mat &bgr) {
  std::vector<FaceBox> found = pool_.with_worker([&](Worker &worker) { return worker.detector->detect(bgr); });
  std::vector<SeenFace> faces;
  for (const FaceBox &face : reportable(std::move(found), bgr.cols, bgr.rows))
    faces.push_back({face, attributes_of(bgr, face)});
  return faces;
}

Result<Encoding> OpenCvEngine::encode(const cv::Mat &bgr, const FaceBox &face) {
  return pool_.with_worker(
      [&](Worker &worker) { return worker.encoder->encode(align_face(bgr, worker.landmarks->find(bgr, face))); });
}

// The first file of `directory`, by name, that starts with `prefix` and is an ONNX file; empty: none. Where several
// fit, the newest by its name comes first, as in "face_detection_yunet_2023mar.onnx".
std::vector<std::string> models(const std::string &directory, const std::string &prefix) {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto &entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(".onnx"))
      found.push_back(entry.path().string());
  }
  std::sort(found.rbegin(), found.rend());
  return found;
}

// OpenCV runs only the YuNet of its time; the newest that works is taken, and only where none does it is an error.
Result<std::unique_ptr<FaceDetector>> make_detector(const std::vector<std::string> &yunet_models) {
  if (yunet_models.empty())
    return make_haar_detector({.min_size = 36});
  Result<std::unique_ptr<FaceDetector>> detector =
      make_yunet_detector({.model = yunet_models.front(), .score_threshold = 0.8});
  for (std::size_t i = 1; i < yunet_models.size() && !detector; ++i)
    detector = make_yunet_detector({.model = yunet_models[i], .score_threshold = 0.8});
  return detector;
}

Result<std::unique_ptr<FaceEncoder>> make_encoder(const std::vector<std::string> &sface_models) {
  if (sface_models.empty())
    return make_lbph_encoder();
  return make_sface_encoder(sface_models.front());
}

Result<Worker> make_worker(const std::vector<std::string> &yunet_models, const std::vector<std::string> &sface_models) {
  Worker worker;
  Result<std::unique_ptr<FaceDetector>> detector = make_detector(yunet_models);
  if (!detector)
    return detector.error();
  Result<std::unique_ptr<LandmarkFinder>> landmarks = make_landmark_finder();
  if (!landmarks)
    return landmarks.error();
  Result<std::unique_ptr<FaceEncoder>> encoder = make_encoder(sface_models);
  if (!encoder)
    return encoder.error();
  return Worker{make_still_detector(std::move(*detector)), std::move(*landmarks), std::move(*encoder)};
}

} // namespace

std::vector<FaceBox> reportable(std::vector<FaceBox> found, int width, int height) {
  constexpr std::size_t most = 100;
  constexpr int largest = 4096;
  const double scale = std::max({1.0, std::max(width, height) / 1920.0, std::min(width, height) / 1080.0});
  const double least = 36 * scale;
  std::erase_if(found, [&](const FaceBox &face) {
    return std::min(face.box.width, face.box.height) < least || std::max(face.box.width, face.box.height) > largest;
  });
  const auto area = [](const FaceBox &face) { return std::int64_t{face.box.width} * face.box.height; };
  std::stable_sort(found.begin(), found.end(), [&](const FaceBox &a, const FaceBox &b) { return area(a) > area(b); });
  found.resize(std::min(found.size(), most));
  return found;
}

Result<std::shared_ptr<FaceEngine>> make_face_engine(const std::string &models_dir, int workers) {
  std::error_code ignored;
  if (!models_dir.empty() && !std::filesystem::is_directory(models_dir, ignored))
    return Error{ErrorCode::NotFound, "there is no directory '" + models_dir + "' with models"};
  const auto yunet = models_dir.empty() ? std::vector<std::string>{} : models(models_dir, "face_detection_yunet_");
  const auto sface = models_dir.empty() ? std::vector<std::string>{} : models(models_dir, "face_recognition_sface_");
  std::vector<Worker> pool;
  for (int i = 0; i < std::max(1, workers); ++i) {
    Result<Worker> worker = make_worker(yunet, sface);
    if (!worker)
      return worker.error();
    pool.push_back(std::move(*worker));
  }
  const std::string description =
      std::string(yunet.empty() ? "Haar" : "YuNet") + " + " + (sface.empty() ? "LBPH" : "SFace");
  return std::shared_ptr<FaceEngine>(std::make_shared<OpenCvEngine>(description, std::move(pool)));
}

} // namespace facerec::server

// What single steps cost, each against a floor measured in the same run.
#include "bench/micro_report.h"
#include "facerec/frame/crop.h"
#include "facerec/frame/mosaic.h"
#include "facerec/overlay/overlay_painter.h"
#include "facerec/session/face_session.h"
#include "lookup/lookup_queue.h"

#include <benchmark/benchmark.h>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include <cstring>
#include <deque>
#include <memory>
#include <unordered_map>

namespace facerec::bench {
namespace {

constexpr int width = 1920;
constexpr int height = 1080;

// 1080p NV12 full of noise: nothing in it is cheap because it is flat.
class NoisyFrame {
public:
  NoisyFrame() : pixels_(height * 3 / 2, width, CV_8U) { cv::randu(pixels_, 0, 256); }
  MutableFrameView view() {
    return {
        PixelFormat::NV12, ColorMatrix::Bt709, ColorRange::Limited, width, height, {pixels_.data, pixels_.ptr(height)},
        {width, width}};
  }
  std::size_t size() const { return pixels_.total(); }
  const std::uint8_t *data() const { return pixels_.data; }

private:
  cv::Mat pixels_;
};

NoisyFrame &frame() {
  static NoisyFrame noise;
  return noise;
}

Rect box_of(int i) { return {20 + i % 16 * 118, 20 + i / 16 * 140, 96, 96}; }

std::vector<TrackedFace> faces_of(int count) {
  std::vector<TrackedFace> faces;
  for (int i = 0; i < count; ++i)
    faces.push_back({box_of(i), static_cast<std::uint64_t>(i + 1), 0.9});
  return faces;
}

IdentityPtr somebody() {
  static const IdentityPtr person =
      std::make_shared<Identity>(Identity{"00000000-0000-4000-8000-000000000001", "Ada Lovelace", parse_user_data("")});
  return person;
}

// Copies as many bytes as `like` is large.
std::function<void()> copy_of(std::size_t size) {
  return [to = std::make_shared<std::vector<std::uint8_t>>(size)] {
    std::memcpy(to->data(), frame().data(), to->size());
    benchmark::DoNotOptimize(to->data());
    benchmark::ClobberMemory();
  };
}

void compare_crops() {
  const Rect box{400, 300, 200, 200};
  const Crop sample = copy_crop(frame().view(), box, 0.3);
  compare(
      "crop of a 200 px face, with its sharpness",
      [box, reuse = std::make_shared<std::vector<std::uint8_t>>()] {
        Crop crop = copy_crop(frame().view(), box, 0.3, std::move(*reuse));
        benchmark::DoNotOptimize(crop.sharpness);
        *reuse = std::move(crop.pixels);
      },
      "memcpy of its bytes", copy_of(sample.pixels.size()));
  compare(
      "sharpness of a 200 px face", [box] { benchmark::DoNotOptimize(sharpness(frame().view(), box)); },
      "memcpy of its luma", copy_of(200 * 200));
}

void compare_mosaic() {
  auto crops = std::make_shared<std::vector<Crop>>();
  for (int i = 0; i < 10; ++i)
    crops->push_back(copy_crop(frame().view(), box_of(i), 0.3));
  const auto borrowed = [crops] {
    std::vector<const Crop *> pointers;
    for (const Crop &crop : *crops)
      pointers.push_back(&crop);
    return pointers;
  };
  const cv::Mat picture = draw_mosaic(plan_mosaic(borrowed()), borrowed());
  compare(
      "mosaic of 10 faces, as JPEG",
      [borrowed] {
        const auto pointers = borrowed();
        benchmark::DoNotOptimize(encode_mosaic(plan_mosaic(pointers), pointers, 90));
      },
      "JPEG of the finished picture",
      [picture] {
        std::vector<std::uint8_t> bytes;
        cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, 90});
        benchmark::DoNotOptimize(bytes.data());
      });
}

// Knows everybody, at once.
class Acquaintance : public Recognizer {
public:
  AccountStatus check_account(CallContext &) override { return {AccountState::Ready, "", std::nullopt}; }
  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &,
                                     std::optional<AccountStatus> &) override {
    return std::vector<Recognition>(queries.size(), {Outcome::Candidates, {{somebody(), 0.9}}, 0});
  }
};

// A stream whose faces all have their names.
struct SettledStream {
  std::shared_ptr<LookupService> service =
      std::make_shared<LookupService>(LookupOptions{}, std::make_shared<Acquaintance>());
  FaceSession session{offline(), service};
  std::vector<TrackedFace> faces;
  TimePoint time{};

  SettledStream(int count, Duration handover) : faces(faces_of(count)) {
    process();
    SessionOptions live;
    live.policy.handover = handover;
    session.set_options(live);
  }
  const FrameReport &process() {
    time += std::chrono::milliseconds(40);
    return session.process(frame().view(), faces, time);
  }
  static SessionOptions offline() {
    SessionOptions options;
    options.mode = Mode::Offline;
    return options;
  }
};

void compare_session(int count, Duration handover = TrackPolicy().handover) {
  auto stream = std::make_shared<SettledStream>(count, handover);
  auto map = std::make_shared<std::unordered_map<std::uint64_t, double>>();
  for (const TrackedFace &face : stream->faces)
    (*map)[*face.track_id] = 1;
  compare(
      "FaceSession::process, " + std::to_string(count) + " named faces" +
          (handover > Duration::zero() ? "" : ", no hand-over"),
      [stream] { benchmark::DoNotOptimize(&stream->process()); }, "std::unordered_map::find for each",
      [stream, map] {
        double sum = 0;
        for (const TrackedFace &face : stream->faces)
          sum += map->find(*face.track_id)->second;
        benchmark::DoNotOptimize(sum);
      });
}

Lookup lookup_of(std::uint64_t serial, const Crop &crop) {
  Lookup lookup;
  lookup.serial = serial;
  lookup.crop = crop;
  return lookup;
}

void compare_queue() {
  constexpr std::uint64_t waiting = 64;
  const Crop small = copy_crop(frame().view(), {0, 0, 16, 16}, 0); // so that the queue's work shows beside the copy
  compare(
      "queue: 64 tracks offered, taken in tens",
      [small] {
        LookupQueue queue(waiting);
        for (std::uint64_t i = 0; i < waiting; ++i)
          queue.offer({lookup_of(i, small), nullptr});
        while (!queue.empty())
          benchmark::DoNotOptimize(queue.take(10));
      },
      "the same through a std::deque",
      [small] {
        std::deque<QueuedLookup> queue;
        for (std::uint64_t i = 0; i < waiting; ++i)
          queue.push_back({lookup_of(i, small), nullptr});
        while (!queue.empty()) {
          benchmark::DoNotOptimize(queue.front());
          queue.pop_front();
        }
      });
}

void compare_overlay() {
  auto report = std::make_shared<FrameReport>();
  for (int i = 0; i < 20; ++i) {
    FaceReport face;
    face.box = box_of(i);
    face.track_id = static_cast<std::uint64_t>(i + 1);
    face.state = TrackState::Recognized;
    face.identity = somebody();
    face.confidence = 0.9;
    report->faces.push_back(face);
  }
  compare(
      "overlay of 20 named faces on 1080p",
      [report, painter = std::make_shared<OverlayPainter>(OverlayStyle{})] {
        painter->paint(frame().view(), *report, Regions());
      },
      "memcpy of the frame", copy_of(frame().size()));
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  using namespace facerec::bench;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;
  compare_crops();
  compare_mosaic();
  for (const int faces : {0, 1, 20, 100})
    compare_session(faces);
  compare_session(20, facerec::Duration::zero());
  compare_queue();
  compare_overlay();
  run_comparisons();
}

// A session on pictures that the test draws, with a recognizer that answers what the test wrote down.
#pragma once

#include "facerec/session/face_session.h"

#include "tests/session/fake_recognizer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace facerec::test {

// A 640x480 picture: grey and flat, until something is drawn on it.
struct Picture {
  std::vector<std::uint8_t> pixels = std::vector<std::uint8_t>(640 * 480, 128);

  FrameView view() const { return {PixelFormat::GRAY8, {}, {}, 640, 480, {pixels.data()}, {640}}; }
  // Squares of many shades all over, sharp; another scene is another picture.
  void draw_scene(std::uint32_t scene) {
    for (std::uint32_t y = 0; y < 480; ++y)
      for (std::uint32_t x = 0; x < 640; ++x) {
        std::uint32_t shade = (x / 16 * 73856093U) ^ (y / 16 * 19349663U) ^ (scene * 83492791U);
        shade = (shade ^ (shade >> 13)) * 0x5bd1e995U;
        pixels[y * 640 + x] = static_cast<std::uint8_t>(30 + (shade >> 15) % 200);
      }
  }
  // Half the contrast, a quarter of the sharpness.
  void fade() {
    for (std::uint8_t &pixel : pixels)
      pixel = static_cast<std::uint8_t>(128 + (pixel - 128) / 2);
  }
  void blur() { std::fill(pixels.begin(), pixels.end(), std::uint8_t{128}); }
};

inline TrackedFace face(std::uint64_t id, Rect box = {100, 100, 100, 100}) { return {box, id, 0.9}; }

struct SessionFixture : testing::Test {
  Picture picture;
  std::shared_ptr<FakeRecognizer> recognizer = std::make_shared<FakeRecognizer>();
  LookupOptions lookup_options;
  std::shared_ptr<LookupService> service;
  SessionOptions options;
  std::unique_ptr<FaceSession> session;
  TimePoint now{};

  FaceSession &started() {
    if (!service)
      service = std::make_shared<LookupService>(lookup_options, recognizer);
    if (!session)
      session = std::make_unique<FaceSession>(options, service);
    return *session;
  }
  const FrameReport &frame(std::vector<TrackedFace> faces,
                           std::chrono::milliseconds step = std::chrono::milliseconds(40)) {
    now += step;
    return started().process(picture.view(), faces, now);
  }
  const FrameReport &drain() { return started().drain(std::chrono::steady_clock::now() + std::chrono::seconds(60)); }
  // Every frame reported whole: no test needs to know how fast the workers are.
  void offline() { set_mode(Mode::Offline); }
  void live() { set_mode(Mode::Live); }
  void set_mode(Mode mode) {
    options.mode = mode;
    apply_options();
  }
  void apply_options() {
    if (session)
      session->set_options(options);
  }
  static std::vector<FaceEvent::Kind> kinds(const FrameReport &report) {
    std::vector<FaceEvent::Kind> kinds;
    for (const FaceEvent &event : report.events)
      kinds.push_back(event.kind);
    return kinds;
  }
};

} // namespace facerec::test

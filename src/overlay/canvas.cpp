#include "overlay/canvas.h"

#include "frame/colorimetry.h"

#include <algorithm>
#include <cstring>

namespace facerec {
namespace {

constexpr std::size_t block = 16;
static_assert(Ink::period % block == 0);

// a + (b - a) * coverage / 255, rounded; exact at 0 and 255. All intermediate values fit 16 bits, which lets the
// compiler use the widest registers.
std::uint8_t mix(std::uint8_t a, std::uint8_t b, std::uint8_t coverage) {
  const auto sum = static_cast<std::uint16_t>(a * (255 - coverage) + b * coverage + 128);
  return static_cast<std::uint8_t>(static_cast<std::uint16_t>(sum + (sum >> 8)) >> 8);
}

void blend_block(std::uint8_t *__restrict to, const std::uint8_t *__restrict ink,
                 const std::uint8_t *__restrict coverage) {
  std::array<std::uint64_t, 2> both;
  std::memcpy(both.data(), coverage, block);
  if ((both[0] | both[1]) == 0)
    return;
  if ((both[0] & both[1]) == ~std::uint64_t{0}) {
    std::memcpy(to, ink, block);
    return;
  }
  for (std::size_t i = 0; i < block; ++i)
    to[i] = mix(to[i], ink[i], coverage[i]);
}

template <std::size_t times> void repeat_each(const std::uint8_t *from, int count, std::uint8_t *to) {
  for (int i = 0; i < count; ++i, to += times)
    std::memset(to, from[i], times);
}

// Each byte of `from` so many times; in `to` unless once is enough.
const std::uint8_t *repeat(const std::uint8_t *from, int count, int times, std::uint8_t *to) {
  if (times == 1)
    return from;
  times == 3 ? repeat_each<3>(from, count, to) : repeat_each<4>(from, count, to);
  return to;
}

void blend_bytes(std::uint8_t *to, const std::uint8_t *pattern, const std::uint8_t *coverage, std::size_t count) {
  std::size_t i = 0;
  std::size_t phase = 0;
  for (; i + block <= count; i += block) {
    blend_block(to + i, pattern + phase, coverage + i);
    phase = phase + block == Ink::period ? 0 : phase + block;
  }
  for (; i < count; ++i, ++phase)
    to[i] = mix(to[i], pattern[phase], coverage[i]);
}

} // namespace

Canvas::Canvas(const MutableFrameView &frame, CanvasScratch &scratch)
    : frame_(frame), layout_(layout_of(frame.format)), scratch_(scratch) {
  const auto row = static_cast<std::size_t>(std::max(frame.width, 0)) + 2; // a row may begin or end within a group
  scratch_.opacity.resize(row);
  scratch_.nothing.resize(row);
  scratch_.sums.resize(row);
  scratch_.bytes.resize(row * 4);
}

Ink Canvas::ink(Color color) const {
  const auto stored = stored_color(frame_, color);
  Ink ink;
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout_.components); ++i) {
    const ComponentLayout &component = layout_.component[i];
    auto &pattern = ink.pattern[static_cast<std::size_t>(component.plane)];
    for (auto at = static_cast<std::size_t>(component.offset); at < Ink::period;
         at += static_cast<std::size_t>(component.step))
      pattern[at] = stored[i];
  }
  return ink;
}

void Canvas::fill(const Rect &area, const Ink &ink, std::uint8_t opacity) {
  const Rect clip = clamp_to_frame(area, frame_.width, frame_.height);
  if (clip.empty())
    return;
  std::fill_n(scratch_.opacity.begin(), clip.width, opacity);
  paint(clip, ink, [row = scratch_.opacity.data()](int) { return row; });
}

void Canvas::blend(const CoverageMask &mask, int x, int y, const Ink &ink) {
  const Rect clip = clamp_to_frame({x, y, mask.width, mask.height}, frame_.width, frame_.height);
  if (clip.empty() || mask.empty())
    return;
  paint(clip, ink, [&](int row) { return mask.row(row - y) + (clip.x - x); });
}

template <class RowAt> void Canvas::paint(const Rect &clip, const Ink &ink, RowAt row_at) {
  for (std::size_t plane = 0; plane < static_cast<std::size_t>(layout_.planes); ++plane)
    paint_plane(plane, clip, ink, row_at);
}

template <class RowAt> void Canvas::paint_plane(std::size_t plane, const Rect &clip, const Ink &ink, RowAt row_at) {
  const PlaneLayout &layout = layout_.plane[plane];
  const int first_group = clip.x >> layout.x_shift;
  const int groups = ((clip.x + clip.width - 1) >> layout.x_shift) - first_group + 1;
  const int first_row = clip.y >> layout.y_shift;
  const int last_row = (clip.y + clip.height - 1) >> layout.y_shift;
  const std::ptrdiff_t stride = frame_.strides[plane];
  std::uint8_t *to = frame_.planes[plane] + first_row * stride + std::ptrdiff_t{first_group} * layout.bytes;
  const auto coverage_of = [&](int y) -> const std::uint8_t * {
    return y >= clip.y && y < clip.y + clip.height ? row_at(y) : scratch_.nothing.data();
  };
  std::array<const std::uint8_t *, 2> last{};
  const std::uint8_t *coverage = nullptr;
  for (int row = first_row; row <= last_row; ++row, to += stride) {
    // The last row of a frame of odd height has no second one: its chroma is its own.
    const int second = std::min(((row + 1) << layout.y_shift) - 1, frame_.height - 1);
    const std::array rows{coverage_of(row << layout.y_shift), coverage_of(second)};
    if (rows != last) // a filled rectangle has the same row again and again
      coverage = spread(plane, clip, rows[0], rows[1]);
    last = rows;
    blend_bytes(to, ink.pattern[plane].data(), coverage, static_cast<std::size_t>(groups * layout.bytes));
  }
}

// The coverage of each byte of the plane's row under the clip, from that of the two (or twice the one) rows of pixels
// which it spans.
const std::uint8_t *Canvas::spread(std::size_t plane, const Rect &clip, const std::uint8_t *upper,
                                   const std::uint8_t *lower) {
  const int x_shift = layout_.plane[plane].x_shift;
  if (x_shift == 0) // and then no format halves the rows either: a group is a pixel
    return repeat(upper, clip.width, layout_.plane[plane].bytes, scratch_.bytes.data());
  const int left = clip.x >> x_shift << x_shift;
  const int right = (clip.x + clip.width + (1 << x_shift) - 1) >> x_shift << x_shift;
  add_rows(left, right - left, clip, upper, lower);
  const std::uint16_t *sums = scratch_.sums.data();
  for (std::size_t i = 0; i < static_cast<std::size_t>(layout_.components); ++i) {
    const ComponentLayout &component = layout_.component[i];
    if (static_cast<std::size_t>(component.plane) != plane)
      continue;
    std::uint8_t *byte = scratch_.bytes.data() + component.offset;
    if (component.x_shift == 0)
      for (int x = 0; x < right - left; ++x, byte += component.step)
        *byte = static_cast<std::uint8_t>((sums[x] + 1) >> 1);
    else
      for (int x = 0; x < right - left; x += 2, byte += component.step)
        *byte = static_cast<std::uint8_t>((sums[x] + sums[x + 1] + 2) >> 2);
  }
  return scratch_.bytes.data();
}

// Adds both rows into scratch_.sums, which begins at pixel `left`. Pixels beside the clip are not covered; one beyond
// the frame, in a group that an odd width cuts, counts as its neighbour.
void Canvas::add_rows(int left, int count, const Rect &clip, const std::uint8_t *upper, const std::uint8_t *lower) {
  std::uint16_t *sums = scratch_.sums.data();
  const int lead = clip.x - left;
  std::fill_n(sums, lead, std::uint16_t{0});
  for (int i = 0; i < clip.width; ++i)
    sums[lead + i] = static_cast<std::uint16_t>(upper[i] + lower[i]);
  const int end = lead + clip.width;
  const std::uint16_t beyond = left + end >= frame_.width ? sums[end - 1] : std::uint16_t{0};
  std::fill_n(sums + end, count - end, beyond);
}

} // namespace facerec

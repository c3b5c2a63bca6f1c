#include "server/gif_decoder.h"

#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace facerec::server {
namespace {

struct CloseGif {
  void operator()(GifFileType *gif) const { DGifCloseFile(gif, nullptr); }
};
using Gif = std::unique_ptr<GifFileType, CloseGif>;

// GIFLIB's read callback: `user_data` is the rest of the file.
int read_bytes(GifFileType *gif, GifByteType *to, int wanted) {
  auto &rest = *static_cast<std::string_view *>(gif->UserData);
  const std::size_t size = std::min(rest.size(), static_cast<std::size_t>(wanted));
  std::copy_n(rest.begin(), size, to);
  rest.remove_prefix(size);
  return static_cast<int>(size);
}

bool skip_extension(GifFileType *gif) {
  int code = 0;
  GifByteType *block = nullptr;
  bool good = DGifGetExtension(gif, &code, &block) == GIF_OK;
  while (good && block)
    good = DGifGetExtensionNext(gif, &block) == GIF_OK;
  return good;
}

// Reads up to the first frame's pixels.
bool find_frame(GifFileType *gif) {
  GifRecordType record = UNDEFINED_RECORD_TYPE;
  while (DGifGetRecordType(gif, &record) == GIF_OK) {
    if (record == IMAGE_DESC_RECORD_TYPE)
      return DGifGetImageDesc(gif) == GIF_OK;
    if (record != EXTENSION_RECORD_TYPE || !skip_extension(gif))
      return false;
  }
  return false;
}

// The rows of a frame in the order of the file: an interlaced one comes in four passes.
std::vector<int> row_order(const GifImageDesc &frame) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array<Pass, 4> passes = {{{0, 8}, {4, 8}, {2, 4}, {1, 2}}};
  std::vector<int> order;
  if (!frame.Interlace)
    for (int row = 0; row < frame.Height; ++row)
      order.push_back(row);
  else
    for (const Pass &pass : passes)
      for (int row = pass.first; row < frame.Height; row += pass.step)
        order.push_back(row);
  return order;
}

cv::Vec3b color_of(const ColorMapObject &palette, GifPixelType index) {
  if (index >= palette.ColorCount)
    return {};
  const GifColorType &color = palette.Colors[index];
  return {color.Blue, color.Green, color.Red};
}

bool read_frame(GifFileType *gif, cv::Mat &picture) {
  const GifImageDesc &frame = gif->Image;
  const ColorMapObject *palette = frame.ColorMap ? frame.ColorMap : gif->SColorMap;
  const cv::Rect area(frame.Left, frame.Top, frame.Width, frame.Height);
  if (!palette || area.empty() || (area & cv::Rect({}, picture.size())) != area)
    return false;
  std::vector<GifPixelType> line(static_cast<std::size_t>(frame.Width));
  for (const int row : row_order(frame)) {
    if (DGifGetLine(gif, line.data(), frame.Width) != GIF_OK)
      return false;
    std::transform(line.begin(), line.end(), picture.ptr<cv::Vec3b>(frame.Top + row) + frame.Left,
                   [&](GifPixelType index) { return color_of(*palette, index); });
  }
  return true;
}

} // namespace

Result<cv::Mat> decode_gif(std::string_view bytes) {
  const Gif gif(DGifOpen(&bytes, &read_bytes, nullptr));
  if (gif && gif->SWidth > 0 && gif->SHeight > 0 && find_frame(gif.get())) {
    cv::Mat picture = cv::Mat::zeros(gif->SHeight, gif->SWidth, CV_8UC3);
    if (read_frame(gif.get(), picture))
      return picture;
  }
  return Error{ErrorCode::Malformed, "a GIF picture that cannot be decoded"};
}

} // namespace facerec::server

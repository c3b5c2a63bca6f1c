#include "facerec/contact_sheet.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>

namespace facerec::tool {
namespace {

constexpr int gap = 8;
constexpr int caption_height = 26;
const cv::Scalar paper(255, 255, 255);
const cv::Scalar ink(40, 40, 40);

void place(cv::Mat &sheet, const SheetTile &tile, cv::Point corner, cv::Size size) {
  cv::Mat scaled;
  cv::resize(tile.picture, scaled, size, 0, 0, cv::INTER_AREA);
  scaled.copyTo(sheet(cv::Rect(corner, size)));
  cv::putText(sheet, tile.caption, corner + cv::Point(2, size.height + caption_height - 8), cv::FONT_HERSHEY_SIMPLEX,
              0.5, ink, 1, cv::LINE_AA);
}

} // namespace

Result<std::vector<cv::Mat>, std::string> read_frames(const std::string &video,
                                                      std::span<const std::uint64_t> indices) {
  cv::VideoCapture capture(video);
  if (!capture.isOpened())
    return "\"" + video + "\" is no video that can be read.";
  std::vector<cv::Mat> frames;
  std::uint64_t at = 0;
  for (const std::uint64_t index : indices) {
    for (; at <= index; ++at) {
      if (!capture.grab())
        return "\"" + video + "\" ends before frame " + std::to_string(index) + ".";
    }
    cv::Mat frame;
    capture.retrieve(frame);
    frames.push_back(frame.clone());
  }
  return frames;
}

cv::Mat make_contact_sheet(const std::vector<SheetTile> &tiles, int columns, int tile_width) {
  if (tiles.empty())
    return {};
  const cv::Size source = tiles.front().picture.size();
  const cv::Size size(tile_width, std::max(1, source.height * tile_width / source.width));
  const int across = std::min(columns, int(tiles.size()));
  const int rows = (int(tiles.size()) + columns - 1) / columns;
  cv::Mat sheet(gap + rows * (size.height + caption_height + gap), gap + across * (size.width + gap), CV_8UC3, paper);
  for (int index = 0; index < int(tiles.size()); ++index) {
    const cv::Point corner(gap + index % columns * (size.width + gap),
                           gap + index / columns * (size.height + caption_height + gap));
    place(sheet, tiles[std::size_t(index)], corner, size);
  }
  return sheet;
}

} // namespace facerec::tool

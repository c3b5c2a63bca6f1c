#include "server/image_decoder.h"

#include "server/gif_decoder.h"

#include <opencv2/imgcodecs.hpp>

#include <cstdint>
#include <cstdlib>
#include <optional>

namespace facerec::server {
namespace {

struct Size {
  long width = 0;
  long height = 0;
};

// Numbers of a header; 0 beyond the end.
class Header {
public:
  explicit Header(std::string_view bytes) : bytes_(bytes) {}
  bool starts_with(std::string_view magic) const { return bytes_.starts_with(magic); }
  long byte(std::size_t at) const { return at < bytes_.size() ? static_cast<std::uint8_t>(bytes_[at]) : 0; }
  long big16(std::size_t at) const { return byte(at) << 8 | byte(at + 1); }
  long big32(std::size_t at) const { return big16(at) << 16 | big16(at + 2); }
  long little16(std::size_t at) const { return byte(at + 1) << 8 | byte(at); }
  std::int32_t little32(std::size_t at) const {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(little16(at + 2) << 16 | little16(at)));
  }
  std::size_t size() const { return bytes_.size(); }

private:
  std::string_view bytes_;
};

// The size stands in the frame header, whose marker is C0 to CF without C4, C8 and CC; segments before it are skipped.
std::optional<Size> jpeg_size(const Header &header) {
  std::size_t at = 2;
  while (at + 9 < header.size() && header.byte(at) == 0xFF) {
    const long marker = header.byte(at + 1);
    if (marker == 0xFF) { // fill byte
      ++at;
      continue;
    }
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC)
      return Size{header.big16(at + 7), header.big16(at + 5)};
    if (marker == 0xDA || marker == 0xD9)
      return std::nullopt;
    const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += 2 + (alone ? 0 : static_cast<std::size_t>(header.big16(at + 2)));
  }
  return std::nullopt;
}

std::optional<Size> bmp_size(const Header &header) {
  if (header.little32(14) == 12) // the oldest header
    return Size{header.little16(18), header.little16(20)};
  return Size{std::labs(header.little32(18)), std::labs(header.little32(22))};
}

// OpenCV reads many more formats; each is code that a stranger's bytes would reach.
std::optional<Size> claimed_size(const Header &header) {
  using namespace std::string_view_literals;
  if (header.starts_with("\xFF\xD8\xFF"sv))
    return jpeg_size(header);
  if (header.starts_with("\x89PNG\r\n\x1A\n"sv))
    return Size{header.big32(16), header.big32(20)};
  if (header.starts_with("BM"sv))
    return bmp_size(header);
  if (header.starts_with("GIF87a"sv) || header.starts_with("GIF89a"sv))
    return Size{header.little16(6), header.little16(8)};
  return std::nullopt;
}

} // namespace

Result<cv::Mat> decode_image(std::string_view bytes) {
  const std::optional<Size> size = claimed_size(Header(bytes));
  if (!size || size->width <= 0 || size->height <= 0)
    return Error{ErrorCode::Malformed, "not a JPEG, PNG, BMP or GIF picture"};
  if (size->width > max_image_pixels / size->height)
    return Error{ErrorCode::Malformed, "a picture of more than 100 megapixels"};
  // OpenCV reads it from 4.11 only. Before, it looks for another format in it, and comes to DICOM's reader, which ends
  // the program on some inputs.
  if (bytes.starts_with("GIF8"))
    return decode_gif(bytes);
  try {
    const cv::Mat packed(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char *>(bytes.data()));
    cv::Mat picture = cv::imdecode(packed, cv::IMREAD_COLOR);
    if (!picture.empty())
      return picture;
  } catch (const cv::Exception &) { // told like any other broken picture
  }
  return Error{ErrorCode::Malformed, "a picture that cannot be decoded"};
}

} // namespace facerec::server

// The picture of a request: what is decoded at all, and that it keeps what it claims.
#include "fuzz/fuzzer.h"

#include "server/image_decoder.h"

#include <opencv2/core.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace facerec;
  const Result<cv::Mat> picture = server::decode_image(fuzz::text_of(data, size));
  if (!picture) {
    fuzz::require(!picture.error().message.empty(), "a refusal has words");
    return 0;
  }
  fuzz::require(picture->type() == CV_8UC3, "a picture is 8-bit BGR");
  fuzz::require(picture->cols > 0 && picture->rows > 0, "a picture has pixels");
  fuzz::require(static_cast<long>(picture->total()) <= server::max_image_pixels, "a picture is not enormous");
  return 0;
}

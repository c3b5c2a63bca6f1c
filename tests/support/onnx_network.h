// Small neural networks as ONNX files, for tests of what loads and runs them.
#pragma once

#include <filesystem>
#include <string>

namespace facerec::test {

// An ONNX file: an input of 1 x 3 x `input_side` x `input_side` floats, averaged over tiles of a side of `tile` pixels,
// of which two sums are left: red minus green and blue minus green (where a picture comes as RGB). The output is one
// row, the first sum of all tiles and then the second: 2 * (input_side / tile)^2 numbers.
struct TileNetwork {
  int input_side = 112;
  int tile = 14; // SFace's shape: 1 x 3 x 112 x 112 to 1 x 128
};
std::string to_onnx(const TileNetwork &network);

void write_file(const std::filesystem::path &file, const std::string &bytes);

} // namespace facerec::test

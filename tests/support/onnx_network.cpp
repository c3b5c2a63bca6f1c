#include "tests/support/onnx_network.h"

#include <cstdint>
#include <cstring>
#include <fstream>
#include <vector>

namespace facerec::test {
namespace {

// Protocol Buffers, written: a message is a list of fields, each a number, a wire type and a value. The field numbers
// below are those of onnx.proto3.
class Message {
public:
  Message &number(int field, std::uint64_t value) {
    varint(static_cast<std::uint64_t>(field) << 3U);
    varint(value);
    return *this;
  }
  Message &bytes(int field, const std::string &value) {
    varint(static_cast<std::uint64_t>(field) << 3U | 2U);
    varint(value.size());
    bytes_ += value;
    return *this;
  }
  Message &message(int field, const Message &value) { return bytes(field, value.bytes_); }
  const std::string &data() const { return bytes_; }

private:
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U)
      bytes_ += static_cast<char>(value | 0x80U);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

constexpr int float_type = 1; // TensorProto.DataType

Message attribute(const std::string &name, const std::vector<int> &values) {
  constexpr int ints_type = 7;
  Message message;
  message.bytes(1, name);
  for (const int value : values)
    message.number(8, static_cast<std::uint64_t>(value));
  return message.number(20, ints_type);
}

Message node(const std::string &type, const std::vector<std::string> &inputs, const std::string &output,
             const std::vector<Message> &attributes) {
  Message message;
  for (const std::string &input : inputs)
    message.bytes(1, input);
  message.bytes(2, output).bytes(3, output).bytes(4, type);
  for (const Message &each : attributes)
    message.message(5, each);
  return message;
}

Message tensor(const std::string &name, const std::vector<int> &dimensions, const std::vector<float> &values) {
  Message message;
  for (const int dimension : dimensions)
    message.number(1, static_cast<std::uint64_t>(dimension));
  std::string raw(values.size() * sizeof(float), '\0'); // little endian
  std::memcpy(raw.data(), values.data(), raw.size());
  return message.number(2, float_type).bytes(8, name).bytes(9, raw);
}

Message value_info(const std::string &name, const std::vector<int> &dimensions) {
  Message shape;
  for (const int dimension : dimensions)
    shape.message(1, Message().number(1, static_cast<std::uint64_t>(dimension)));
  const Message type = Message().number(1, float_type).message(2, shape);
  return Message().bytes(1, name).message(2, Message().message(1, type));
}

} // namespace

std::string to_onnx(const TileNetwork &network) {
  const int side = network.input_side;
  const int tile = network.tile;
  const int tiles = side / tile;
  Message graph;
  graph.message(1, node("AveragePool", {"data"}, "tiles",
                        {attribute("kernel_shape", {tile, tile}), attribute("strides", {tile, tile})}));
  graph.message(
      1, node("Conv", {"tiles", "weights"}, "sums", {attribute("kernel_shape", {1, 1}), attribute("strides", {1, 1})}));
  graph.message(1, node("Flatten", {"sums"}, "fc1", {}));
  graph.bytes(2, "tiles");
  graph.message(5, tensor("weights", {2, 3, 1, 1}, {1, -1, 0, 0, -1, 1}));
  graph.message(11, value_info("data", {1, 3, side, side}));
  graph.message(12, value_info("fc1", {1, 2 * tiles * tiles}));
  const Message opset = Message().bytes(1, "").number(2, 11);
  return Message().number(1, 6).message(7, graph).message(8, opset).data(); // ir_version, graph, opset_import
}

void write_file(const std::filesystem::path &file, const std::string &bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace facerec::test

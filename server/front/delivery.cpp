#include "server/front/delivery.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace facerec::server {
namespace {

// What libmicrohttpd reads a spoiled body from.
struct Stream {
  std::string body; // behind `padding` blanks
  std::uint64_t padding = 0;
  std::uint64_t end = 0; // where the connection breaks, counted with the padding
  bool drips = false;
  std::chrono::milliseconds interval{0};
  const StopSignal &stop;
};

ssize_t read_stream(void *closure, std::uint64_t position, char *buffer, std::size_t size) {
  const auto &stream = *static_cast<const Stream *>(closure);
  if (position >= stream.end)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  if (stream.drips && !stream.stop.wait(stream.interval))
    return MHD_CONTENT_READER_END_WITH_ERROR;
  const std::uint64_t most = stream.drips ? 1 : size;
  if (position < stream.padding) {
    const auto blanks = static_cast<std::size_t>(std::min(most, std::min(stream.padding, stream.end) - position));
    std::memset(buffer, ' ', blanks);
    return static_cast<ssize_t>(blanks);
  }
  const auto at = static_cast<std::size_t>(position - stream.padding);
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(most, stream.end - position));
  std::memcpy(buffer, stream.body.data() + at, bytes);
  return static_cast<ssize_t>(bytes);
}

void delete_stream(void *closure) { delete static_cast<Stream *>(closure); }

MHD_Response *spoiled(const Answer &answer, const DeliveryOptions &options, const StopSignal &stop) {
  auto stream =
      std::make_unique<Stream>(Stream{.body = answer.response.body, .interval = options.drip_interval, .stop = stop});
  if (answer.delivery == Delivery::Padded)
    stream->padding = options.padding_bytes;
  if (answer.delivery == Delivery::Truncated && stream->body.size() < 2)
    stream->padding = 2; // so that there is something to cut
  const std::uint64_t promised = stream->padding + stream->body.size();
  stream->end = answer.delivery == Delivery::Truncated ? promised / 2 : promised;
  stream->drips = answer.delivery == Delivery::Drip;
  constexpr std::size_t block = std::size_t{32} * 1024;
  MHD_Response *packed = MHD_create_response_from_callback(promised, block, &read_stream, stream.get(), &delete_stream);
  if (packed)
    static_cast<void>(stream.release());
  return packed;
}

MHD_Response *whole(const std::string &body) {
  return MHD_create_response_from_buffer(body.size(), const_cast<char *>(body.data()), MHD_RESPMEM_MUST_COPY);
}

void add_headers(MHD_Response *packed, const Response &response) {
  bool typed = response.body.empty();
  for (const auto &[name, value] : response.headers) {
    MHD_add_response_header(packed, name.c_str(), value.c_str());
    typed = typed || name == MHD_HTTP_HEADER_CONTENT_TYPE;
  }
  if (!typed)
    MHD_add_response_header(packed, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json; charset=utf-8");
}

MHD_Result send(MHD_Connection *connection, const Response &response, MHD_Response *packed) {
  if (!packed)
    return MHD_NO;
  add_headers(packed, response);
  const MHD_Result queued = MHD_queue_response(connection, static_cast<unsigned>(response.status), packed);
  MHD_destroy_response(packed);
  return queued;
}

// Connecting to nobody drops a TCP connection with a reset and keeps the descriptor, which libmicrohttpd will close.
void reset(int socket) {
  sockaddr nobody{};
  nobody.sa_family = AF_UNSPEC;
  ::connect(socket, &nobody, sizeof nobody);
}

} // namespace

int socket_of(MHD_Connection *connection) {
  return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

MHD_Result deliver(MHD_Connection *connection, const Answer &answer, const DeliveryOptions &options,
                   const StopSignal &stop) {
  switch (answer.delivery) {
  case Delivery::Whole:
    return send(connection, answer.response, whole(answer.response.body));
  case Delivery::Hang:
    stop.wait_for_end_of(socket_of(connection));
    return MHD_NO;
  case Delivery::Reset:
    reset(socket_of(connection));
    return MHD_NO;
  default:
    return send(connection, answer.response, spoiled(answer, options, stop));
  }
}

} // namespace facerec::server

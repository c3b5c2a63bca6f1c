// How an answer becomes what libmicrohttpd sends, whole or spoiled.
#pragma once

#include "server/front/answer.h"
#include "server/front/stop_signal.h"

#include <microhttpd.h>

#include <cstdint>

namespace facerec::server {

struct DeliveryOptions {
  std::chrono::milliseconds drip_interval{1000};         // between two bytes of a dripping answer
  std::uint64_t padding_bytes = std::uint64_t{64} << 20; // blanks before a padded answer
};

// Sends the answer, or what is left of it; MHD_NO ends the connection. Called on the connection's own thread, which
// waits here where the delivery wants that, but not beyond `stop`. `stop` must outlive the connection.
MHD_Result deliver(MHD_Connection *connection, const Answer &answer, const DeliveryOptions &options,
                   const StopSignal &stop);

int socket_of(MHD_Connection *connection);

} // namespace facerec::server

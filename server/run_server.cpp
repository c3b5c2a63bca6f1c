#include "server/server.h"

#include <pthread.h>
#include <signal.h>

#include <ostream>

namespace facerec::server {
namespace {

// The two signals, held back from every thread that is started from now on.
sigset_t block_end_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  return signals;
}

} // namespace

int run_server(const ServeOptions &options, std::ostream &out, std::ostream &err) {
  const sigset_t signals = block_end_signals();
  const Result<std::unique_ptr<Server>> server = Server::start(options);
  if (!server) {
    err << "facerec serve: " << server.error().message << '\n';
    return 1;
  }
  out << "Listening on " << (*server)->base_url() << ", recognizing with " << (*server)->recognition()
      << ".\nThe key to send (Ocp-Apim-Subscription-Key) is in " << (*server)->key_source() << ".\n"
      << std::flush;
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {
  }
  (*server)->stop();
  return 0;
}

} // namespace facerec::server

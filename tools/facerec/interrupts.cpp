#include "facerec/interrupts.h"

#include "facerec/exit_code.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace facerec::tool {
namespace {

sigset_t interrupt_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

} // namespace

Interrupts::Interrupts() {
  const sigset_t signals = interrupt_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  listener_ = std::thread([this] { listen(); });
}

Interrupts::~Interrupts() {
  done_ = true;
  pthread_kill(listener_.native_handle(), SIGTERM);
  listener_.join();
}

void Interrupts::listen() {
  const sigset_t signals = interrupt_signals();
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && !done_) {
    if (!stop_.request_stop())
      _exit(static_cast<int>(ExitCode::Interrupted));
  }
}

} // namespace facerec::tool

#include "tests/support/program.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>

extern char **environ;

namespace facerec::test {

std::string content_of(const std::filesystem::path &path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

Program::Program(std::vector<std::string> arguments, const std::filesystem::path &output) {
  std::string binary = std::getenv("FACEREC_BIN");
  std::vector<char *> argv{binary.data()};
  for (std::string &argument : arguments)
    argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  const int error = posix_spawn(&pid_, binary.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    throw std::runtime_error(binary + " cannot be started");
}

Program::~Program() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    (void)wait();
  }
}

void Program::signal(int number) const { kill(pid_, number); }

bool Program::is_running() const {
  siginfo_t info{};
  waitid(P_PID, id_t(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
  return info.si_pid == 0;
}

int Program::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace facerec::test

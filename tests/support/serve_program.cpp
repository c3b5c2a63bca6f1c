#include "tests/support/serve_program.h"

#include <chrono>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace facerec::test {

ServeProgram::ServeProgram(const std::filesystem::path &directory, std::vector<std::string> more) {
  const std::filesystem::path ready = directory / "url";
  const std::filesystem::path log = directory / "server.log";
  std::ofstream(directory / "key") << key << "\n";
  std::filesystem::remove(ready);
  std::vector<std::string> arguments{"serve",        "--port", "0",          "--data",         directory / "data",
                                     "--ready-file", ready,    "--key-file", directory / "key"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  program_ = std::make_unique<Program>(std::move(arguments), log);
  while (program_->is_running() && !std::filesystem::exists(ready)) // a process has no other news to wait for
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::ifstream(ready) >> url_;
  if (url_.empty())
    throw std::runtime_error("facerec serve did not start: " + content_of(log));
}

} // namespace facerec::test

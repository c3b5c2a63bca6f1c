// `facerec serve`, as built, in a process of its own.
#pragma once

#include "tests/support/program.h"

#include <memory>

namespace facerec::test {

class ServeProgram {
public:
  static constexpr const char *key = "a-key-for-this-test";

  // Serves the folder `directory`/data with the key above; log, key file and ready file lie beside it. Throws
  // std::runtime_error with the program's words where it does not start.
  explicit ServeProgram(const std::filesystem::path &directory, std::vector<std::string> more = {});

  const std::string &url() const { return url_; }
  void signal(int number) const { program_->signal(number); } // any thread
  int wait() { return program_->wait(); }

private:
  std::unique_ptr<Program> program_;
  std::string url_;
};

} // namespace facerec::test

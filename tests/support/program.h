// `facerec`, as built, in a process of its own.
#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace facerec::test {

std::string content_of(const std::filesystem::path &path);

// A child that runs the program of the environment variable FACEREC_BIN; both outputs go to one file. Killed at the end
// of the scope where it still runs.
class Program {
public:
  Program(std::vector<std::string> arguments, const std::filesystem::path &output);
  ~Program();
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;

  void signal(int number) const;
  bool is_running() const;
  // Its exit code; -1 where a signal killed it.
  int wait();

private:
  pid_t pid_ = 0;
};

} // namespace facerec::test

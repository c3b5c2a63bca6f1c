// The keys that clients must send: one or two, as Azure's KEY1 and KEY2, so that they can be changed one after the
// other while clients use either.
#pragma once

#include "facerec/base/result.h"
#include "server/server.h"

#include <sys/types.h>

#include <ctime>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::server {

struct Keys {
  std::vector<std::string> values; // one or two
  std::string source;              // where they come from, in words: "the environment variable FACE_APIKEY"
  std::string file{};              // the same as a path, where it is a file
};

// The first that there is: options.key, options.key_file, the environment's FACE_APIKEY, DATA/key. Where there is none,
// a new key of 32 hexadecimal digits is written to DATA/key, readable by its owner only. A file holds one key or two,
// each on a line of its own. A key has 1 to 256 printable ASCII characters without blanks (InvalidArgument otherwise).
Result<Keys> load_keys(const ServeOptions &options);

// Takes as long for a wrong key as for the right one.
bool same_key(std::string_view expected, std::string_view given);

// The keys while the server runs: read again when their file has changed. Any thread.
class KeyRing {
public:
  // `warn` is told why a changed file is not taken; the keys that were known then stay. May be empty.
  KeyRing(Keys keys, std::function<void(const std::string &message)> warn);

  bool accepts(std::string_view key);
  const std::string &source() const { return source_; }

private:
  // What changes when a file does.
  struct Stamp {
    timespec modified{};
    ino_t number = 0;
    off_t size = 0;
    bool operator==(const Stamp &other) const;
  };
  static Stamp stamp_of(const std::string &file);
  void refresh();

  const std::string source_;
  const std::string file_;
  const std::function<void(const std::string &)> warn_;
  std::mutex mutex_; // guards everything below
  std::vector<std::string> values_;
  Stamp stamp_;
};

} // namespace facerec::server

// A person's userData, which anybody may have written, on its way into metadata and pictures.
#include "fuzz/fuzzer.h"

#include "facerec/base/text.h"
#include "facerec/track/identity.h"

#include <nlohmann/json.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  using namespace facerec;
  const UserData parsed = parse_user_data(fuzz::text_of(data, size));
  fuzz::require(is_valid_utf8(parsed.json), "what is kept is UTF-8");
  fuzz::require(is_valid_utf8(parsed.aux_label), "a label is UTF-8");
  fuzz::require(parsed.json.empty() || nlohmann::json::accept(parsed.json), "what is kept is JSON");
  fuzz::require(parsed.json.empty() || parse_user_data(parsed.json).json == parsed.json || parsed.json.front() == '"',
                "an object is kept as it is read again");
  return 0;
}

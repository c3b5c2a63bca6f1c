// Who a person is: what the person group knows of them.
#pragma once

#include "facerec/base/color.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace facerec {

// A person's userData. It is untrusted text of up to 16 KB; see parse_user_data().
struct UserData {
  std::string json; // always a valid JSON text: the object as given, or the text as a JSON string; "" for none
  std::optional<Color> color; // "color" of the object, where it is RRGGBB
  std::string aux_label;      // "aux_label" of the object, where it is a string; else empty

  friend bool operator==(const UserData &, const UserData &) = default;
};

// A JSON object of depth <= 16 is kept as an object; anything else (other JSON, deeper, broken) as a string. Invalid
// UTF-8 is replaced by U+FFFD. Never fails.
UserData parse_user_data(std::string_view text);

struct Identity {
  std::string person_id; // UUID
  std::string name;      // UTF-8, to be shown as text and never as markup
  UserData user_data;

  friend bool operator==(const Identity &, const Identity &) = default;
};

// Names and user data may change in the group; the id is the person.
inline bool same_person(const Identity &a, const Identity &b) { return a.person_id == b.person_id; }

// Shared by the person cache, the tracks and the reports, and never changed once made.
using IdentityPtr = std::shared_ptr<const Identity>;

} // namespace facerec

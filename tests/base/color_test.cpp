#include "facerec/base/color.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

TEST(ParseColor, ReadsSixHexDigitsWithAndWithoutHash) {
  EXPECT_EQ(parse_color("00ffff"), (Color{0, 255, 255}));
  EXPECT_EQ(parse_color("#12aBcD"), (Color{0x12, 0xab, 0xcd}));
}

TEST(ParseColor, RefusesEverythingElse) {
  for (const char *text : {"", "#", "fff", "00ffff0", "00fffg", "0x00ff", "+0ffff", " 00fff", "##00ff"})
    EXPECT_EQ(parse_color(text), std::nullopt) << text;
}

} // namespace
} // namespace facerec

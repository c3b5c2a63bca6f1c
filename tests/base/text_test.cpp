#include "facerec/base/text.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

TEST(Trim, RemovesBlanksAtBothEndsOnly) {
  EXPECT_EQ(trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(ToLower, TouchesAsciiLettersOnly) { EXPECT_EQ(to_lower("FaceÄZ"), "faceÄz"); }

TEST(Utf8, AcceptsEveryLength) { EXPECT_TRUE(is_valid_utf8("aé€😀")); }

TEST(Utf8, RefusesOverlongSurrogateTooLargeAndCutSequences) {
  for (const char *text : {"\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\x80", "\xff"})
    EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Utf8, ReplacesEachBrokenByte) {
  EXPECT_EQ(to_valid_utf8("a\xff\xe2\x82z"), "a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz");
}

TEST(Shorten, KeepsShortTextAndBlanksControlCharacters) { EXPECT_EQ(shorten("a\nb", 10), "a b"); }

TEST(Shorten, CutsBetweenCharacters) {
  EXPECT_EQ(shorten("abcdefgh", 7), "abcd…");
  EXPECT_EQ(shorten("aéééé", 7), "aé…"); // the cut after 4 bytes would split the second é
}

} // namespace
} // namespace facerec

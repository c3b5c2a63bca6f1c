#include "facerec/table.h"

#include <gtest/gtest.h>
#include <sstream>

namespace facerec::tool {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(display_width("Anna"), 4);
  EXPECT_EQ(display_width("Åsa"), 3);
  EXPECT_EQ(display_width("A\u030asa"), 3); // a combining ring
  EXPECT_EQ(display_width("山田"), 4);
  EXPECT_EQ(display_width("\xff"), 1); // shown as U+FFFD
}

TEST(Table, AlignsColumnsOfWideAndNarrowText) {
  Table table({"WHO", "N"});
  table.add({"山田", "1"});
  table.add({"Åsa Öberg", "22"});
  std::ostringstream out;
  table.print(out);
  EXPECT_EQ(out.str(), "WHO        N\n"
                       "山田       1\n"
                       "Åsa Öberg  22\n");
}

TEST(Table, LetsNoControlCharacterThrough) {
  Table table({"WHO"});
  table.add({"a\x1b[31mb\nc"});
  std::ostringstream out;
  table.print(out);
  EXPECT_EQ(out.str(), "WHO\na [31mb c\n");
}

} // namespace
} // namespace facerec::tool

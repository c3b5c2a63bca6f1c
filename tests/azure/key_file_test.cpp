#include "facerec/azure/key_file.h"

#include "tests/support/test_data.h"

#include <gtest/gtest.h>

#include <fstream>

namespace facerec::azure {
namespace {

struct KeyFileTest : testing::Test {
  test::TemporaryDirectory directory;
  std::string path = (directory.path() / "key").string();
  void write(const std::string &text) { std::ofstream(path) << text; }
};

TEST_F(KeyFileTest, TheFirstLineIsTheKey) {
  write("  0123abcd \r\nsecond line\n");
  EXPECT_EQ(*read_key_file(path), "0123abcd");
}

TEST_F(KeyFileTest, AMissingFileIsNamed) {
  EXPECT_EQ(read_key_file(path).error().message, "\"" + path + "\" is not a file");
}

TEST_F(KeyFileTest, ADirectoryIsNoFile) {
  EXPECT_EQ(read_key_file(directory.path().string()).error().code, ErrorCode::NotFound);
}

TEST_F(KeyFileTest, AnEmptyFileIsRefused) {
  write("");
  EXPECT_EQ(read_key_file(path).error().message, "\"" + path + "\" cannot be read or is empty");
}

TEST_F(KeyFileTest, ABadKeyIsRefusedWithoutBeingShown) {
  write("se cret\n");
  EXPECT_EQ(read_key_file(path).error().message,
            "the first line of \"" + path + "\" is no key; it must be 1 to 512 characters without blanks");
}

TEST(PlausibleKey, IsVisibleAsciiOfBoundedLength) {
  EXPECT_TRUE(is_plausible_key("0123456789abcdef"));
  EXPECT_TRUE(is_plausible_key(std::string(512, 'k')));
  for (const std::string &key : {std::string(), std::string(513, 'k'), std::string("a\r\nX-Evil: 1"), std::string("é")})
    EXPECT_FALSE(is_plausible_key(key));
}

} // namespace
} // namespace facerec::azure

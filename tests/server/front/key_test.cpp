#include "server/front/key.h"
#include "tests/support/test_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace facerec::server {
namespace {

class KeyTest : public ::testing::Test {
protected:
  KeyTest() {
    unsetenv("FACE_APIKEY");
    options.data_dir = directory.path();
  }
  ~KeyTest() override { unsetenv("FACE_APIKEY"); }

  std::string write(const std::string &name, const std::string &content) {
    const auto path = directory.path() / name;
    std::ofstream(path) << content;
    return path;
  }

  test::TemporaryDirectory directory;
  ServeOptions options;
};

TEST_F(KeyTest, IsMadeOnceAndKeptForItsOwnerOnly) {
  const auto made = load_key(options);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->value, ::testing::MatchesRegex("[0-9a-f]{32}"));
  const std::string path = directory.path() / "key";
  EXPECT_EQ(made->source, "the file " + path);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(load_key(options)->value, made->value);
}

TEST_F(KeyTest, ComesFromTheOptionsThenAFileThenTheEnvironment) {
  write("key", "from-data\n");
  EXPECT_EQ(load_key(options)->value, "from-data");
  setenv("FACE_APIKEY", "from-environment", 1);
  EXPECT_EQ(load_key(options)->value, "from-environment");
  EXPECT_EQ(load_key(options)->source, "the environment variable FACE_APIKEY");
  options.key_file = write("mine", "  from-file \r\nsecond line\n");
  EXPECT_EQ(load_key(options)->value, "from-file");
  options.key = "from-options";
  EXPECT_EQ(load_key(options)->value, "from-options");
}

TEST_F(KeyTest, MustBePrintable) {
  for (const std::string &wrong : {std::string("a b"), std::string("\x01"), std::string("ü"), std::string(257, 'x')}) {
    options.key = wrong;
    const auto key = load_key(options);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().message, "the key in the options must be 1 to 256 printable ASCII characters without blanks");
  }
  options.key.clear();
  options.key_file = write("empty", "");
  EXPECT_EQ(load_key(options).error().code, ErrorCode::InvalidArgument);
  options.key_file = "/nowhere/key";
  EXPECT_EQ(load_key(options).error(), (Error{ErrorCode::NotFound, "the key file '/nowhere/key' cannot be read"}));
}

TEST(SameKey, IsTrueForTheSameOnly) {
  EXPECT_TRUE(same_key("secret", "secret"));
  EXPECT_FALSE(same_key("secret", "secreT"));
  EXPECT_FALSE(same_key("secret", "secret "));
  EXPECT_FALSE(same_key("secret", ""));
  EXPECT_FALSE(same_key("secret", std::string_view("secret\0", 7)));
}

} // namespace
} // namespace facerec::server

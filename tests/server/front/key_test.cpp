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
  const auto made = load_keys(options);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_THAT(made->values.at(0), ::testing::MatchesRegex("[0-9a-f]{32}"));
  const std::string path = directory.path() / "key";
  EXPECT_EQ(made->source, "the file " + path);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(load_keys(options)->values.at(0), made->values.at(0));
}

TEST_F(KeyTest, ComesFromTheOptionsThenAFileThenTheEnvironment) {
  write("key", "from-data\n");
  EXPECT_EQ(load_keys(options)->values.at(0), "from-data");
  setenv("FACE_APIKEY", "from-environment", 1);
  EXPECT_EQ(load_keys(options)->values.at(0), "from-environment");
  EXPECT_EQ(load_keys(options)->source, "the environment variable FACE_APIKEY");
  options.key_file = write("mine", "  from-file \r\nsecond-key\n");
  EXPECT_EQ(load_keys(options)->values.at(0), "from-file");
  options.key = "from-options";
  EXPECT_EQ(load_keys(options)->values.at(0), "from-options");
}

TEST_F(KeyTest, MustBePrintable) {
  for (const std::string &wrong : {std::string("a b"), std::string("\x01"), std::string("ü"), std::string(257, 'x')}) {
    options.key = wrong;
    const auto key = load_keys(options);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().message, "the key in the options must be 1 to 256 printable ASCII characters without blanks");
  }
  options.key.clear();
  options.key_file = write("empty", "");
  EXPECT_EQ(load_keys(options).error().code, ErrorCode::InvalidArgument);
  options.key_file = "/nowhere/key";
  EXPECT_EQ(load_keys(options).error(), (Error{ErrorCode::NotFound, "the key file '/nowhere/key' cannot be read"}));
}

TEST_F(KeyTest, MayBeTwoInAFile) {
  options.key_file = write("two", "\nfirst\n\n second \n");
  EXPECT_THAT(load_keys(options)->values, ::testing::ElementsAre("first", "second"));
  options.key_file = write("three", "1\n2\n3\n");
  EXPECT_EQ(load_keys(options).error(), invalid_argument("the file " + options.key_file + " holds more than two keys"));
  options.key_file = write("note", "first\nis the key\n");
  EXPECT_EQ(load_keys(options).error().code, ErrorCode::InvalidArgument);
}

class KeyRingTest : public KeyTest {
protected:
  KeyRing ring() {
    return {*load_keys(options), [this](const std::string &message) { warnings.push_back(message); }};
  }
  // As an editor or a deployment does: another file of the same name.
  void replace(const std::string &content) {
    write("new", content);
    std::filesystem::rename(directory.path() / "new", options.key_file);
  }
  std::vector<std::string> warnings;
};

TEST_F(KeyRingTest, AcceptsEitherOfTwoKeysAndNoOther) {
  options.key_file = write("keys", "first\nsecond\n");
  KeyRing keys = ring();
  EXPECT_TRUE(keys.accepts("first"));
  EXPECT_TRUE(keys.accepts("second"));
  for (const char *wrong : {"", "firs", "first\n", "first\nsecond", "third"})
    EXPECT_FALSE(keys.accepts(wrong)) << wrong;
  EXPECT_EQ(keys.source(), "the file " + options.key_file);
}

TEST_F(KeyRingTest, FollowsItsFile) {
  options.key_file = write("keys", "old\n");
  KeyRing keys = ring();
  EXPECT_TRUE(keys.accepts("old"));
  replace("old\nnew\n");
  EXPECT_TRUE(keys.accepts("old"));
  EXPECT_TRUE(keys.accepts("new"));
  replace("new\n");
  EXPECT_FALSE(keys.accepts("old"));
  EXPECT_TRUE(keys.accepts("new"));
  EXPECT_TRUE(warnings.empty());
}

TEST_F(KeyRingTest, KeepsItsKeysWhereTheFileIsNoLongerOneAndSaysSoOnce) {
  options.key_file = write("keys", "secret\n");
  KeyRing keys = ring();
  EXPECT_TRUE(keys.accepts("secret"));
  replace("no key\n");
  EXPECT_TRUE(keys.accepts("secret"));
  EXPECT_TRUE(keys.accepts("secret"));
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0], "the key in the file " + options.key_file +
                             " must be 1 to 256 printable ASCII characters without blanks; the keys that were known "
                             "stay");
  std::filesystem::remove(options.key_file);
  EXPECT_TRUE(keys.accepts("secret"));
  EXPECT_EQ(warnings.size(), 2U);
}

TEST_F(KeyRingTest, NeedsNoFile) {
  options.key = "secret";
  KeyRing keys = ring();
  EXPECT_TRUE(keys.accepts("secret"));
  EXPECT_FALSE(keys.accepts("Secret"));
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

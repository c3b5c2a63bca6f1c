#include "facerec/people.h"

#include "facerec/picture.h"

#include "tests/tools/tool_fixture.h"

namespace facerec::tool::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class People : public ToolTest {
protected:
  std::string refusal() {
    const auto people = read_people(directory_.path());
    return people ? "" : people.error().message;
  }
};

TEST_F(People, AreFoldersInOrderWithTheirPicturesInOrder) {
  write_picture("zoe/b.PNG");
  write_picture("zoe/a.jpeg");
  write_picture("anna/1.bmp");
  write_file("anna/notes.txt", "no picture");
  write_picture("anna/.hidden.jpg");
  write_picture(".trash/1.jpg");
  write_picture("loose.jpg");
  const auto people = read_people(directory_.path());
  ASSERT_TRUE(people);
  ASSERT_EQ(people->size(), 2u);
  EXPECT_EQ((*people)[0].name, "anna");
  EXPECT_EQ((*people)[0].user_data, "");
  EXPECT_THAT((*people)[0].pictures, ElementsAre(directory_.path() / "anna/1.bmp"));
  EXPECT_THAT((*people)[1].pictures, ElementsAre(directory_.path() / "zoe/a.jpeg", directory_.path() / "zoe/b.PNG"));
}

TEST_F(People, TakeNameAndUserDataFromPersonJson) {
  write_file("p1/person.json", R"({"name": "Åsa Öberg", "userData": {"color": "00ffff"}})");
  const auto people = read_people(directory_.path());
  ASSERT_TRUE(people);
  EXPECT_EQ((*people)[0].name, "Åsa Öberg");
  EXPECT_EQ((*people)[0].user_data, R"({"color":"00ffff"})");
  EXPECT_EQ((*people)[0].folder, "p1");
}

TEST_F(People, TakeUserDataFromAFileOfItsOwn) {
  write_file("anna/user_data.json", R"("a text")");
  const auto people = read_people(directory_.path());
  ASSERT_TRUE(people);
  EXPECT_EQ((*people)[0].user_data, R"("a text")");
}

TEST_F(People, BrokenDetailsAreNamed) {
  write_file("anna/person.json", "{name: 1}");
  EXPECT_EQ(refusal(), "\"" + (directory_.path() / "anna/person.json").string() + "\" is not JSON.");
  write_file("anna/person.json", "[]");
  EXPECT_THAT(refusal(), HasSubstr("is not a JSON object"));
  write_file("anna/person.json", R"({"nmae": "Anna"})");
  EXPECT_THAT(refusal(), HasSubstr(R"("nmae" is none of "name" (a string) and "userData")"));
  write_file("anna/person.json", R"({"name": 7})");
  EXPECT_THAT(refusal(), HasSubstr(R"("name" is none of "name" (a string))"));
  write_file("anna/person.json", R"({"name": ""})");
  EXPECT_THAT(refusal(), HasSubstr("a name has 1 to 128 characters"));
  write_file("anna/person.json", R"({"userData": 1})");
  write_file("anna/user_data.json", "2");
  EXPECT_THAT(refusal(), HasSubstr("has userData in person.json and in user_data.json"));
}

TEST_F(People, WithOneNameAreRefused) {
  write_file("a/person.json", R"({"name": "Eva"})");
  write_file("b/person.json", R"({"name": "Eva"})");
  EXPECT_EQ(refusal(), R"(The folders "a" and "b" name the same person, "Eva".)");
}

TEST_F(People, NeedAFolderWithFolders) {
  EXPECT_THAT(refusal(), HasSubstr("has no sub-folders"));
  EXPECT_THAT(read_people(directory_.path() / "missing").error().message, HasSubstr("cannot be read"));
}

// A JSON string of `length` characters, the quotes among them.
std::string json_string(std::size_t length) {
  std::string text(length, 'x');
  text.front() = text.back() = '"';
  return text;
}

TEST(CheckPerson, CountsCharactersNotBytes) {
  std::string name;
  for (int i = 0; i < 128; ++i)
    name += "ö";
  EXPECT_TRUE(check_person(name, ""));
  EXPECT_FALSE(check_person(name + "ö", ""));
  EXPECT_FALSE(check_person("\xff", ""));
  EXPECT_TRUE(check_person("a", json_string(16384)));
  EXPECT_EQ(check_person("a", json_string(16385)).error(), "userData has 16385 characters, at most 16384 are allowed.");
}

TEST_F(People, PicturesAreReadWithinAzuresBounds) {
  const auto size_of = [this](std::size_t bytes) { return write_file("x.jpg", std::string(bytes, 'x')); };
  EXPECT_EQ(read_picture(size_of(1023)).error(), "It is smaller than 1 KB, the least that Azure Face takes.");
  EXPECT_EQ(read_picture(size_of(1024))->size(), 1024u);
  EXPECT_EQ(read_picture(size_of(6 * 1024 * 1024))->size(), 6u * 1024 * 1024);
  EXPECT_EQ(read_picture(size_of(6 * 1024 * 1024 + 1)).error(),
            "It is larger than 6 MB, the most that Azure Face takes.");
  EXPECT_THAT(read_picture("/no/such/file").error(), HasSubstr("cannot be read"));
}

} // namespace
} // namespace facerec::tool::test

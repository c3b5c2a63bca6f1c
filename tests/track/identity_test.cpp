#include "facerec/track/identity.h"

#include <gtest/gtest.h>

namespace facerec {
namespace {

TEST(UserData, AnObjectIsKeptAndItsFieldsAreRead) {
  const UserData data = parse_user_data(R"( {"color":"#00FFff", "aux_label":"FastPass Valid", "n":[1,2]} )");
  EXPECT_EQ(data.json, R"({"color":"#00FFff","aux_label":"FastPass Valid","n":[1,2]})");
  EXPECT_EQ(data.color, (Color{0, 255, 255}));
  EXPECT_EQ(data.aux_label, "FastPass Valid");
}

TEST(UserData, NothingIsNothing) { EXPECT_EQ(parse_user_data(""), UserData{}); }

TEST(UserData, OtherTextIsKeptAsAString) {
  EXPECT_EQ(parse_user_data("VIP \"gold\"").json, R"("VIP \"gold\"")");
  EXPECT_EQ(parse_user_data("[1,2]").json, R"("[1,2]")");
  EXPECT_EQ(parse_user_data("{\"a\":1").json, R"("{\"a\":1")");
}

TEST(UserData, FieldsOfTheWrongTypeAreIgnored) {
  const UserData data = parse_user_data(R"({"color":5,"aux_label":["x"]})");
  EXPECT_EQ(data.color, std::nullopt);
  EXPECT_EQ(data.aux_label, "");
  EXPECT_EQ(data.json, R"({"color":5,"aux_label":["x"]})");
}

std::string nested(int depth) { // an object with depth - 1 arrays in it
  return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

TEST(UserData, DepthSixteenIsTheLimit) {
  EXPECT_EQ(parse_user_data(nested(16)).json, nested(16));
  EXPECT_TRUE(parse_user_data(nested(17)).json.starts_with("\""));
  EXPECT_TRUE(parse_user_data(nested(100000)).json.starts_with("\""));
}

TEST(UserData, BrokenUtf8IsReplaced) { EXPECT_EQ(parse_user_data("a\xff").json, "\"a\xef\xbf\xbd\""); }

} // namespace
} // namespace facerec

// Which pictures pass, and what is kept with their faces.
#include "facerec/known_faces.h"
#include "facerec/picture_note.h"
#include "facerec/portrait_rules.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace facerec::tool {
namespace {

using azure::Blur;
using azure::DetectedFace;
using azure::Quality;

DetectedFace face(int width, int height, std::optional<Quality> quality = {}, std::optional<Blur> blur = {}) {
  return {"", {10, 20, width, height}, quality, blur};
}

TEST(PortraitRules, EachReasonIsASentence) {
  const PortraitRules rules{Quality::Medium, 64};
  const std::vector<std::pair<std::vector<DetectedFace>, std::string>> rows{
      {{}, "No face was found in it."},
      {{face(99, 99), face(99, 99), face(99, 99)}, "It shows 3 faces; a portrait shows one."},
      {{face(63, 80)}, "The face has 63 x 80 pixels, at least 64 x 64 are asked for."},
      {{face(80, 63)}, "The face has 80 x 63 pixels, at least 64 x 64 are asked for."},
      {{face(64, 64, Quality::Low)}, "Its quality for recognition is low, at least medium is asked for."},
      {{face(64, 64, Quality::High, Blur::High)}, "The face is blurred."},
      {{face(64, 64, Quality::Medium, Blur::Medium)}, ""},
      {{face(64, 64)}, ""},
  };
  for (const auto &[faces, reason] : rows)
    EXPECT_EQ(why_no_portrait(faces, rules), reason);
}

TEST(PortraitRules, TheQuestionHasNoFaceIdAndOnlyWhatTheModelsKnow) {
  const auto full = portrait_question("detection_01", "recognition_03");
  EXPECT_TRUE(full.return_quality && full.return_blur);
  EXPECT_FALSE(full.return_face_id);
  const auto ungraded = portrait_question("detection_03", "recognition_01");
  EXPECT_TRUE(!ungraded.return_quality && ungraded.return_blur);
  const auto bare = portrait_question("detection_02", "recognition_04");
  EXPECT_TRUE(!bare.return_quality && !bare.return_blur);
}

TEST(PictureNote, TheHashIsSha256) {
  const std::string text = "abc"; // the first example of FIPS 180-4
  EXPECT_EQ(picture_hash({reinterpret_cast<const std::uint8_t *>(text.data()), text.size()}),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(picture_hash({}), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(PictureNote, TheHashJoinsAnObjectAndComesOutAgain) {
  const std::string hash(64, 'a');
  EXPECT_EQ(*with_hash("", hash), R"({"sha256":")" + hash + "\"}");
  EXPECT_EQ(*with_hash(R"({"camera":2,"sha256":"old"})", hash), R"({"camera":2,"sha256":")" + hash + "\"}");
  EXPECT_EQ(hash_in(*with_hash(R"({"camera":2})", hash)), hash);
  for (const char *other : {"", "text", "[1]", "{}", R"({"sha256":1})", R"({"sha256":"short"})"})
    EXPECT_FALSE(hash_in(other)) << other;
}

TEST(PictureNote, OtherUserDataIsRefusedWithTheRule) {
  const std::string hash(64, 'a');
  EXPECT_EQ(with_hash("[1]", hash).error().message,
            "The userData of a face is a JSON object, since the picture's hash is kept in it; \"[1]\" is none.");
  const std::string frame = R"({"t":"","sha256":""})";
  const auto of_length = [&](std::size_t length) {
    return nlohmann::ordered_json{{"t", std::string(length - frame.size() - hash.size(), 'x')}}.dump();
  };
  EXPECT_TRUE(with_hash(of_length(1024), hash));
  EXPECT_EQ(with_hash(of_length(1025), hash).error().message,
            "The userData of a face has at most 1024 characters; with the picture's hash in it, this one has 1025.");
}

TEST(KnownFaces, AreFoundByTheHashOfTheirPicture) {
  KnownFaces known;
  EXPECT_EQ(known.find("h1"), nullptr);
  known.add("h1", "f1");
  ASSERT_NE(known.find("h1"), nullptr);
  EXPECT_EQ(*known.find("h1"), "f1");
  EXPECT_EQ(known.size(), 1u);
  EXPECT_FALSE(known.has_unnoted());
}

} // namespace
} // namespace facerec::tool

// What the service's JSON says, and what it may not say.
#include "azure/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace facerec::azure {
namespace {

using testing::ElementsAre;

std::string repeat(const std::string &element, std::size_t count) {
  std::string array = "[";
  for (std::size_t i = 0; i < count; ++i)
    array += (i ? "," : "") + element;
  return array + "]";
}

// The message of a parser that must refuse `body`.
template <class T> std::string refusal(Result<T> (*parse)(std::string_view), const std::string &body) {
  const Result<T> result = parse(body);
  if (result)
    return "accepted";
  EXPECT_EQ(result.error().code, ErrorCode::Malformed);
  return result.error().message;
}

const std::string small_face = R"({"faceId":"f1","faceRectangle":{"top":1,"left":2,"width":3,"height":4}})";

TEST(DetectAnswer, GivesTheBlurInEitherSpelling) {
  for (const auto &[word, blur] : {std::pair("low", Blur::Low), {"Medium", Blur::Medium}, {"high", Blur::High}}) {
    const auto faces = parse_detected_faces(
        R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":4},"faceAttributes":{"blur":{"blurLevel":")" +
        std::string(word) + R"(","value":0.5}}}])");
    ASSERT_TRUE(faces) << faces.error().message;
    EXPECT_EQ(faces->at(0).blur, blur);
    EXPECT_FALSE(faces->at(0).quality);
  }
}

TEST(DetectAnswer, GivesFacesLargestFirst) {
  const auto faces = parse_detected_faces(
      "[" + small_face +
      R"(,{"faceId":"f2","recognitionModel":"recognition_04","faceRectangle":{"top":-5,"left":0,"width":30,"height":40},
          "faceAttributes":{"qualityForRecognition":"High","blur":{"value":1}},"unknown":[{}]}])");
  ASSERT_TRUE(faces) << faces.error().message;
  ASSERT_EQ(faces->size(), 2u);
  EXPECT_EQ(faces->at(0).face_id, "f2");
  EXPECT_EQ(faces->at(0).rectangle, (Rect{0, -5, 30, 40}));
  EXPECT_EQ(faces->at(0).quality, Quality::High);
  EXPECT_FALSE(faces->at(0).blur);
  EXPECT_EQ(faces->at(1).face_id, "f1");
  EXPECT_EQ(faces->at(1).rectangle, (Rect{2, 1, 3, 4}));
  EXPECT_EQ(faces->at(1).quality, std::nullopt);
}

TEST(DetectAnswer, MayHoldNoFaceAndNoFaceIds) {
  EXPECT_TRUE(parse_detected_faces("[]")->empty());
  for (const char *id : {"", R"("faceId":null,)", R"("faceId":"",)"}) {
    const auto faces =
        parse_detected_faces("[{" + std::string(id) + R"("faceRectangle":{"top":1,"left":2,"width":3,"height":4}}])");
    ASSERT_TRUE(faces) << id;
    EXPECT_EQ(faces->at(0).face_id, "");
  }
}

TEST(DetectAnswer, KnowsTheThreeQualitiesInEitherCase) {
  const std::pair<const char *, std::optional<Quality>> rows[] = {
      {"low", Quality::Low}, {"Medium", Quality::Medium}, {"HIGH", Quality::High}, {"splendid", std::nullopt}};
  for (const auto &[word, quality] : rows) {
    const auto faces = parse_detected_faces(
        R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":4},"faceAttributes":{"qualityForRecognition":")" +
        std::string(word) + "\"}}]");
    ASSERT_TRUE(faces);
    EXPECT_EQ(faces->at(0).quality, quality) << word;
  }
}

TEST(DetectAnswer, IsMalformedWhereItsShapeIsAnother) {
  const std::pair<std::string, std::string> rows[] = {
      {"", "the answer is no JSON"},
      {"<html>", "the answer is no JSON"},
      {"[" + small_face, "the answer is no JSON"},
      {"[\"\xff\"]", "the answer is no JSON"},
      {"null", "the answer is no array of at most 100 elements"},
      {"{}", "the answer is no array of at most 100 elements"},
      {repeat(small_face, 101), "the answer is no array of at most 100 elements"},
      {"[7]", "there is no object that could hold \"faceId\""},
      {R"([{"faceId":7}])", "\"faceId\" is no string"},
      {R"([{"faceId":")" + std::string(65, 'f') + "\"}]", "\"faceId\" is longer than 64 bytes"},
      {R"([{"faceId":"f"}])", "\"faceRectangle\" is missing"},
      {R"([{"faceRectangle":[]}])", "\"faceRectangle\" is no object"},
      {R"([{"faceRectangle":{"top":1,"width":3,"height":4}}])", "\"left\" is no whole number from -65535 to 65535"},
      {R"([{"faceRectangle":{"top":1,"left":"2","width":3,"height":4}}])",
       "\"left\" is no whole number from -65535 to 65535"},
      {R"([{"faceRectangle":{"top":1.5,"left":2,"width":3,"height":4}}])",
       "\"top\" is no whole number from -65535 to 65535"},
      {R"([{"faceRectangle":{"top":1,"left":2,"width":0,"height":4}}])",
       "\"width\" is no whole number from 1 to 65535"},
      {R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":-4}}])",
       "\"height\" is no whole number from 1 to 65535"},
      {R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":18446744073709551615}}])",
       "\"height\" is no whole number from 1 to 65535"},
      {R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":4},"faceAttributes":7}])",
       "\"faceAttributes\" is no object"},
      {R"([{"faceRectangle":{"top":1,"left":2,"width":3,"height":4},"faceAttributes":{"qualityForRecognition":1}}])",
       "\"qualityForRecognition\" is no string"},
  };
  for (const auto &[body, message] : rows)
    EXPECT_EQ(refusal(parse_detected_faces, body), message) << body.substr(0, 100);
}

TEST(AnyAnswer, MayNotBeNestedWithoutEnd) {
  EXPECT_EQ(refusal(parse_detected_faces, std::string(1000000, '[')), "the answer is JSON nested more than 16 deep");
  std::string objects;
  for (int i = 0; i < 100000; ++i)
    objects += R"({"a":)";
  EXPECT_EQ(refusal(parse_person, objects), "the answer is JSON nested more than 16 deep");
}

TEST(IdentifyAnswer, GivesCandidatesBestFirst) {
  const auto results = parse_identify_results(
      R"([{"faceId":"f1","candidates":[{"personId":"p1","confidence":0.25},{"personId":"p2","confidence":0.75}]},
          {"faceId":"f2","candidates":[]}])");
  ASSERT_TRUE(results) << results.error().message;
  ASSERT_EQ(results->size(), 2u);
  EXPECT_EQ(results->at(0).face_id, "f1");
  ASSERT_EQ(results->at(0).candidates.size(), 2u);
  EXPECT_EQ(results->at(0).candidates[0].person_id, "p2");
  EXPECT_EQ(results->at(0).candidates[0].confidence, 0.75);
  EXPECT_EQ(results->at(0).candidates[1].person_id, "p1");
  EXPECT_EQ(results->at(0).candidates[1].confidence, 0.25);
  EXPECT_EQ(results->at(1).face_id, "f2");
  EXPECT_TRUE(results->at(1).candidates.empty());
}

TEST(IdentifyAnswer, TakesConfidencesFromZeroToOneAndCutsRounding) {
  const std::pair<const char *, double> rows[] = {{"0", 0}, {"1", 1}, {"0.5", 0.5}, {"1.0000001", 1}, {"-1e-9", 0}};
  for (const auto &[number, confidence] : rows) {
    const auto results = parse_identify_results(R"([{"faceId":"f","candidates":[{"personId":"p","confidence":)" +
                                                std::string(number) + "}]}]");
    ASSERT_TRUE(results) << number;
    EXPECT_EQ(results->at(0).candidates.at(0).confidence, confidence);
  }
}

TEST(IdentifyAnswer, RefusesAnyOtherConfidence) {
  for (const char *value : {"1.1", "-0.1", "87", "\"0.9\"", "null", "true", "[]"})
    EXPECT_EQ(refusal(parse_identify_results,
                      R"([{"faceId":"f","candidates":[{"personId":"p","confidence":)" + std::string(value) + "}]}]"),
              "\"confidence\" is no number from 0 to 1")
        << value;
  for (const char *value : {"NaN", "nan", "Infinity", "1e999"})
    EXPECT_EQ(refusal(parse_identify_results,
                      R"([{"faceId":"f","candidates":[{"personId":"p","confidence":)" + std::string(value) + "}]}]"),
              "the answer is no JSON")
        << value;
}

TEST(IdentifyAnswer, IsMalformedWhereItsShapeIsAnother) {
  const std::string candidate = R"({"personId":"p","confidence":0.5})";
  const std::pair<std::string, std::string> rows[] = {
      {R"([{"candidates":[]}])", "\"faceId\" is missing or empty"},
      {R"([{"faceId":"","candidates":[]}])", "\"faceId\" is missing or empty"},
      {R"([{"faceId":"f"}])", "\"candidates\" is no array of at most 100 elements"},
      {R"([{"faceId":"f","candidates":null}])", "\"candidates\" is no array of at most 100 elements"},
      {R"([{"faceId":"f","candidates":)" + repeat(candidate, 101) + "}]",
       "\"candidates\" is no array of at most 100 elements"},
      {R"([{"faceId":"f","candidates":["p"]}])", "there is no object that could hold \"personId\""},
      {R"([{"faceId":"f","candidates":[{"confidence":1}]}])", "\"personId\" is missing or empty"},
      {repeat(R"({"faceId":"f","candidates":[]})", 11), "the answer is no array of at most 10 elements"},
  };
  for (const auto &[body, message] : rows)
    EXPECT_EQ(refusal(parse_identify_results, body), message) << body.substr(0, 100);
}

TEST(GroupAnswer, GivesEitherTypesFields) {
  const auto large = parse_group(
      R"({"largePersonGroupId":"staff","name":"Staff","userData":"u","recognitionModel":"recognition_04"})");
  ASSERT_TRUE(large) << large.error().message;
  EXPECT_EQ(large->id, "staff");
  EXPECT_EQ(large->name, "Staff");
  EXPECT_EQ(large->user_data, "u");
  EXPECT_EQ(large->recognition_model, "recognition_04");
  const auto standard = parse_group(R"({"personGroupId":"guests","name":"Guests","userData":null})");
  ASSERT_TRUE(standard) << standard.error().message;
  EXPECT_EQ(standard->id, "guests");
  EXPECT_EQ(standard->user_data, "");
  EXPECT_EQ(standard->recognition_model, "");
}

TEST(GroupAnswer, IsMalformedWithoutAnIdOrWithAnotherType) {
  EXPECT_EQ(refusal(parse_group, R"({"name":"Staff"})"), "\"largePersonGroupId\" is missing or empty");
  EXPECT_EQ(refusal(parse_group, R"({"personGroupId":1})"), "\"personGroupId\" is no string");
  EXPECT_EQ(refusal(parse_group, "[]"), "there is no object that could hold \"largePersonGroupId\"");
  EXPECT_EQ(refusal(parse_groups, R"({"value":[]})"), "the answer is no array of at most 1000 elements");
}

TEST(TrainingAnswer, KnowsEveryStateInEitherSpelling) {
  const std::pair<const char *, TrainingState> rows[] = {
      {"notStarted", TrainingState::NotStarted}, {"notstarted", TrainingState::NotStarted},
      {"nonstarted", TrainingState::NotStarted}, {"Running", TrainingState::Running},
      {"succeeded", TrainingState::Succeeded},   {"failed", TrainingState::Failed}};
  for (const auto &[word, state] : rows) {
    const auto status = parse_training_status(R"({"createdDateTime":"x","status":")" + std::string(word) + "\"}");
    ASSERT_TRUE(status) << word;
    EXPECT_EQ(status->state, state) << word;
    EXPECT_EQ(status->message, "");
  }
  EXPECT_EQ(parse_training_status(R"({"status":"failed","message":"no faces"})")->message, "no faces");
  EXPECT_EQ(refusal(parse_training_status, R"({"status":"resting"})"),
            "\"status\" is none of notStarted, running, succeeded, failed");
  EXPECT_EQ(refusal(parse_training_status, "{}"), "\"status\" is missing or empty");
}

TEST(PersonAnswer, GivesNameUserDataAndFaces) {
  const auto persons = parse_persons(
      R"([{"personId":"p1","name":"Zoë","userData":"{\"color\":\"00ffff\"}","persistedFaceIds":["a","b"]},
          {"personId":"p2","persistedFaceIds":null}])");
  ASSERT_TRUE(persons) << persons.error().message;
  ASSERT_EQ(persons->size(), 2u);
  EXPECT_EQ(persons->at(0).id, "p1");
  EXPECT_EQ(persons->at(0).name, "Zoë");
  EXPECT_EQ(persons->at(0).user_data, R"({"color":"00ffff"})");
  EXPECT_THAT(persons->at(0).face_ids, ElementsAre("a", "b"));
  EXPECT_EQ(persons->at(1).id, "p2");
  EXPECT_EQ(persons->at(1).name, "");
  EXPECT_TRUE(persons->at(1).face_ids.empty());
}

TEST(PersonAnswer, IsMalformedWhereTextIsTooLongOrOfAnotherType) {
  const std::pair<std::string, std::string> rows[] = {
      {"{}", "\"personId\" is missing or empty"},
      {R"({"personId":"p","name":[]})", "\"name\" is no string"},
      {R"({"personId":"p","name":")" + std::string(513, 'n') + "\"}", "\"name\" is longer than 512 bytes"},
      {R"({"personId":"p","userData":")" + std::string(65537, 'u') + "\"}", "\"userData\" is longer than 65536 bytes"},
      {R"({"personId":"p","userData":{}})", "\"userData\" is no string"},
      {R"({"personId":"p","persistedFaceIds":"a"})", "\"persistedFaceIds\" is no array of at most 1000 elements"},
      {R"({"personId":"p","persistedFaceIds":[1]})", "\"persistedFaceIds\" is no string"},
  };
  for (const auto &[body, message] : rows)
    EXPECT_EQ(refusal(parse_person, body), message) << body.substr(0, 100);
  EXPECT_EQ(refusal(parse_persons, repeat(R"({"personId":"p"})", 1001)),
            "the answer is no array of at most 1000 elements");
}

TEST(NewIds, MustBeThere) {
  EXPECT_EQ(*parse_person_id(R"({"personId":"p"})"), "p");
  EXPECT_EQ(*parse_persisted_face_id(R"({"persistedFaceId":"f"})"), "f");
  EXPECT_EQ(refusal(parse_person_id, "{}"), "\"personId\" is missing or empty");
  EXPECT_EQ(refusal(parse_persisted_face_id, R"({"persistedFaceId":null})"), "\"persistedFaceId\" is missing or empty");
}

} // namespace
} // namespace facerec::azure

// Every error that Microsoft documents and that can occur here, with its status, code and message.
#include "tests/server/documented_errors.h"

#include "facerec/base/text.h"
#include "tests/server/fixture.h"

#include <fstream>
#include <set>

namespace facerec::server {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

constexpr const char *nobody = "00000000-0000-0000-0000-000000000000";

using Names = std::map<std::string, std::string>; // what the braces of the table mean

Names names_of(GroupType type) {
  const GroupWords words = words_of(type);
  const bool large = type == GroupType::Large;
  return {{"scope", large ? "largepersongroup" : "persongroup"},
          {"collection", std::string(words.collection)},
          {"idMember", std::string(words.id_member)},
          {"Code", std::string(words.code)},
          {"Name", std::string(words.name)},
          {"name", to_lower(words.name)},
          {"Title", large ? "Large Person Group" : "Person Group"}};
}

void replace(std::string &text, const std::string &what, const std::string &by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

std::string fill(std::string text, const Names &names) {
  for (const auto &[name, value] : names)
    replace(text, "{" + name + "}", value);
  return text;
}

class DocumentedErrorsTest : public ServerFixture, public ::testing::WithParamInterface<GroupType> {
protected:
  DocumentedErrorsTest() : names(names_of(GetParam())) {
    limits = {.groups = 3, .persons_in_large = 3, .persons_in_standard = 3};
    restart();
  }

  // A trained group "g" with three persons, one that was never trained, one whose first training runs.
  void build() {
    make("untrained");
    make("training");
    ASSERT_TRUE(store_->begin_training({GetParam(), "training"}));
    make("g");
    names["ada"] = make_person("Ada");
    names["bob"] = make_person("Bob");
    names["full"] = make_person("Full");
    names["face"] = add_face(names["ada"], 7);
    for (int i = 0; i < max_faces_per_person; ++i)
      ASSERT_TRUE(store_->add_face({GetParam(), "g"}, names["full"], {"face" + std::to_string(i), "", "fake-1", {1}}));
    ASSERT_EQ(train(), "succeeded");
    names["known"] = face_id(7);
    names["known03"] = face_id(7, "recognition_03");
    names["nobody"] = nobody;
  }

  void make(const std::string &id) {
    group = "/face/v1.2/" + names.at("collection") + "/" + id;
    make_group();
  }

  std::string filled(const std::string &text) const { return fill(text, names); }

  // "POST /identify?name=value" to the given version.
  Response ask(const DocumentedError &error, const std::string &version) {
    const std::string line = filled(error.request);
    const std::size_t space = line.find(' ');
    const std::size_t question = line.find('?');
    std::map<std::string, std::string, std::less<>> query;
    if (question != std::string::npos)
      for (const std::string_view pair : split(std::string_view(line).substr(question + 1), '&'))
        query.emplace(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    const bool is_json = error.body.starts_with('{') || error.body.starts_with('[');
    return send(line.substr(0, space), "/face/" + version + line.substr(space + 1, question - space - 1),
                is_json ? filled(error.body) : error.body, query,
                is_json ? "application/json" : "application/octet-stream");
  }

  void expect(const DocumentedError &error, const Response &answer) const {
    std::string message = filled(error.message);
    replace(message, "<personId>", nobody);
    replace(message, "<faceId>", nobody);
    EXPECT_THAT(answer, IsError(error.status, filled(error.code), message))
        << filled(error.request) << " " << error.body.substr(0, 200);
  }

  Names names;
};

TEST_P(DocumentedErrorsTest, AreAnsweredToTheLetter) {
  build();
  for (const DocumentedError &error : documented_errors()) {
    const Response answer = ask(error, "v1.2");
    expect(error, answer);
    EXPECT_THAT(answer.headers, Contains(Pair("x-ms-error-code", filled(error.code))));
  }
}

TEST_P(DocumentedErrorsTest, AreTheSameInVersion10WithoutTheHeader) {
  build();
  for (const DocumentedError &error : documented_errors()) {
    const Response answer = ask(error, "v1.0");
    expect(error, answer);
    EXPECT_THAT(answer.headers, Not(Contains(Pair("x-ms-error-code", ::testing::_))));
  }
}

// Rows of Microsoft's table that no operation answers with, each for its reason.
std::set<std::string> not_of_the_operations() {
  return {
      // What comes before any operation: the key, limits and gating.
      "common 401 401 Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a "
      "valid "
      "key for an active subscription and use a correct regional API endpoint for your resource.",
      "common 403 UnsupportedFeature Feature is not supported, missing approval for one or more of the following "
      "features: Identification, Verification.",
      "common 429 429 Rate limit is exceeded.",
      // Pictures by URL depend on what may be fetched.
      "common 400 InvalidURL Invalid image URL.",
      "common 400 InvalidURL Invalid image URL or error downloading from target server. Remote server error returned: "
      "\"An error occurred while sending the request.\"",
      // Writes wait for one another.
      "common 409 ConcurrentOperationConflict There is a conflict operation on resource `<resourceName>`, please try "
      "later.",
      // Two other rows say it more exactly.
      "findsimilar 400 BadArgument LargeFaceListId, faceListId and faceIds, not exactly one of them is valid.",
      "largepersongroup 404 PersistedFaceNotFound Persisted face is not found.",
      "persongroup 404 PersistedFaceNotFound Persisted face is not found.",
      // There are no lists of faces.
      "findsimilar 400 LargeFaceListNotTrained Large face list is not trained.",
      "findsimilar 400 FaceListNotReady Face list is empty.",
      "findsimilar 409 LargeFaceListTrainingNotFinished Large face list is under training.",
      // A thousand million persons do not fit a machine of this kind.
      "largepersongroup 403 QuotaExceeded Person number reached subscription level limit.",
      "persongroup 403 QuotaExceeded Person number reached subscription level limit.",
  };
}

TEST(DocumentedErrorsTable, HasEveryRowOfMicrosofts) {
  const auto path = test::shared_file("azure-face-spec/error-codes.json");
  if (!path)
    GTEST_SKIP() << "shared/azure-face-spec/error-codes.json is not there";
  std::set<std::string> covered = not_of_the_operations();
  for (const GroupType type : {GroupType::Large, GroupType::Standard})
    for (const auto &[scope, request, body, status, code, message] : documented_errors())
      covered.insert(fill(scope + " " + std::to_string(status) + " " + code + " " + message, names_of(type)));
  std::vector<std::string> missing;
  const auto table = nlohmann::json::parse(std::ifstream(*path));
  for (const auto &row : table.at("errors")) {
    const std::string scope = row.at("scope");
    const std::string key = scope + " " + std::to_string(row.at("httpStatus").get<int>()) + " " +
                            row.at("code").get<std::string>() + " " + row.at("message").get<std::string>();
    if (scope != "facelist" && scope != "largefacelist" && !covered.contains(key))
      missing.push_back(key);
  }
  EXPECT_THAT(missing, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Kind, DocumentedErrorsTest, ::testing::Values(GroupType::Large, GroupType::Standard),
                         [](const auto &kind) { return std::string(words_of(kind.param).code); });

} // namespace
} // namespace facerec::server

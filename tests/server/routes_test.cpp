#include "server/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace facerec::server {
namespace {

std::string_view operation(const std::string &method, const std::string &path) {
  Request request;
  request.method = method;
  request.path = path;
  return operation_of(request);
}

TEST(Routes, LeadToTheSameOperationsForBothKindsOfGroup) {
  struct Case {
    const char *method;
    const char *rest;
    const char *operation;
  };
  for (const auto &[method, rest, name] :
       {Case{"GET", "", "list-groups"}, Case{"PUT", "/g", "create-group"}, Case{"PATCH", "/g", "update-group"},
        Case{"POST", "/g/train", "train"}, Case{"GET", "/g/training", "get-training"},
        Case{"POST", "/g/persons", "create-person"}, Case{"DELETE", "/g/persons/p", "delete-person"},
        Case{"POST", "/g/persons/p/persistedfaces", "add-face"},
        Case{"PATCH", "/g/persons/p/persistedfaces/f", "update-face"}})
    for (const char *kind : {"persongroups", "largepersongroups", "LargePersonGroups", "personGroups"})
      for (const char *version : {"v1.0", "v1.2"})
        EXPECT_EQ(operation(method, std::string("/face/") + version + "/" + kind + rest), name) << kind << rest;
}

TEST(Routes, LeadToWhatIsDoneWithFaces) {
  EXPECT_EQ(operation("POST", "/face/v1.2/detect"), "detect");
  EXPECT_EQ(operation("POST", "/face/v1.2/verify"), "verify");
  EXPECT_EQ(operation("POST", "/face/v1.2/findsimilars"), "find-similar");
  EXPECT_EQ(operation("POST", "/face/v1.0/group/"), "group");
}

TEST(Routes, LeadNowhereElse) {
  for (const char *path : {"/face/v1.2/largedetect", "/face/v1.2/largegroup", "/face/v1.2/largelargepersongroups",
                           "/face/v1.3/detect", "/detect", "/face/v1.2/largepersongroups/g"})
    EXPECT_EQ(operation("POST", path), "") << path;
}

TEST(Routes, NameEachOperationOnce) {
  std::vector<std::string_view> names = operation_names();
  EXPECT_EQ(names.size(), 21U);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

} // namespace
} // namespace facerec::server

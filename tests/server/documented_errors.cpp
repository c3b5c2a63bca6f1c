#include "tests/server/documented_errors.h"

#include "tests/server/fake_engine.h"

#include <opencv2/imgcodecs.hpp>

namespace facerec::server {
namespace {

using Errors = std::vector<DocumentedError>;

constexpr const char *named = R"({"name":"n"})";
constexpr const char *list = "/{collection}";
constexpr const char *group = "/{collection}/g";
constexpr const char *faces = "/{collection}/g/persons/{ada}/persistedfaces";

std::string picture(const std::vector<int> &persons) {
  std::vector<unsigned char> bytes;
  cv::imencode(".bmp", FakeEngine::picture(persons), bytes);
  return {bytes.begin(), bytes.end()};
}

std::string member(const char *name, std::size_t length) {
  return "\"" + std::string(name) + "\":\"" + std::string(length, 'x') + "\"";
}

std::string repeated(const char *id, int count) {
  std::string ids = id;
  for (int i = 1; i < count; ++i)
    ids += std::string(",") + id;
  return ids;
}

// A 400 of the code that nearly all errors of form have.
DocumentedError bad(const char *scope, const std::string &request, std::string body, const char *message) {
  return {scope, request, std::move(body), 400, "BadArgument", message};
}

Errors errors_of_form() {
  const std::string put = std::string("PUT ") + list + "/new";
  const std::string get = std::string("GET ") + list;
  return {
      bad("common", put, "[]", "Request body is invalid."),
      bad("common", put, "{", "JSON parsing error."),
      bad("common", put, R"({"name":"n","recognitionModel":"recognition_05"})", "'recognitionModel' is invalid."),
      bad("common", put, "{}", "'name' is empty."),
      bad("common", put, "{" + member("name", 129) + "}", "'name' is too long."),
      bad("common", put, "{" + member("name", 1) + "," + member("userData", 16385) + "}", "'userData' is too long."),
      bad("common", get + "?start=" + std::string(65, 'a'), "", "'start' is too long."),
      bad("common", get + "?top=0", "", "'top' is invalid."),
      bad("common", get + "?top=1001", "", "'top' is invalid."),
      bad("common", get + "/g/persons?start=" + std::string(65, 'a'), "", "'start' is too long."),
      bad("common", get + "/g/persons?top=x", "", "'top' is invalid."),
  };
}

Errors errors_of_pictures() {
  const std::string post = std::string("POST ") + faces;
  const auto image = [](const std::string &request, std::string body, const char *code, const char *message) {
    return DocumentedError{"common", request, std::move(body), 400, code, message};
  };
  return {
      bad("common", post + "?detectionModel=detection_04", picture({1}), "'detectionModel' is invalid."),
      bad("common", post + "?targetFace=300,0,100,100", picture({1}), "Argument targetFace out of range."),
      bad("common", post + "?targetFace=1,2,3", picture({1}), "Invalid argument targetFace."),
      bad("common", post + "?userData=" + std::string(1025, 'x'), picture({1}), "'userData' is too long."),
      image(post, std::string(1024, 'x'), "InvalidImage", "Decoding error, image format unsupported."),
      image(post, picture({}), "InvalidImage", "No face detected in the image."),
      image(post, picture({1, 2}), "InvalidImage", "There is more than 1 face in the image."),
      image(post, std::string(1023, 'x'), "InvalidImageSize", "Image size is too small."),
      image(post, std::string(6291457, 'x'), "InvalidImageSize", "Image size is too big."),
      image("POST /detect", std::string(1023, 'x'), "InvalidImageSize", "Image size is too small."),
      image("POST /detect", std::string(1024, 'x'), "InvalidImage", "Decoding error, image format unsupported."),
  };
}

Errors errors_of_detect() {
  const std::string post = "POST /detect?";
  return {
      bad("common", post + "detectionModel=detection_00", picture({1}), "'detectionModel' is invalid."),
      bad("common", post + "recognitionModel=recognition_05", picture({1}), "'recognitionModel' is invalid."),
      bad("detect", post + "returnFaceAttributes=beauty", picture({1}), "Invalid argument returnFaceAttributes."),
      bad("detect", post + "detectionModel=detection_02&returnFaceAttributes=blur", picture({1}),
          "'returnFaceAttributes' is not supported by detection_02."),
      bad("detect", post + "detectionModel=detection_02&returnFaceLandmarks=true", picture({1}),
          "'returnLandmarks' is not supported by detection_02."),
      {"detect", post + "returnFaceAttributes=age", picture({1}), 403, "UnsupportedFeature",
       "Return Attributes (emotion, gender, age, smile, facial hair, hair and makeup) have been deprecated and are no "
       "longer supported."},
  };
}

// A body of Identify with one face, in a group.
std::string identify_in(const char *scope, const char *face = "{known}", const char *extra = "") {
  return std::string(R"({"faceIds":[")") + face + R"("],)" + scope + extra + "}";
}

Errors errors_of_identify_arguments() {
  const char *post = "POST /identify";
  const char *here = R"("{idMember}":"g")";
  return {
      bad("identify", post, identify_in(here, "{known03}"), "'recognitionModel' is incompatible."),
      bad("identify", post, identify_in(R"("{idMember}":"G")"), "{Name} ID is invalid."),
      bad("identify", post, identify_in(R"("dynamicPersonGroupId":"D")"), "Dynamic person group ID is invalid."),
      bad("identify", post, identify_in(here, "{known}", R"(,"maxNumOfCandidatesReturned":101)"),
          "The argument maxNumOfCandidatesReturned is not valid."),
      bad("identify", post, identify_in(here, "{known}", R"(,"confidenceThreshold":1.1)"),
          "The argument confidenceThreshold is not valid."),
      bad("identify", post, R"({"{idMember}":"g","faceIds":[]})", "The length of faceIds is not in a valid range."),
      bad("identify", post, R"({"{idMember}":"g","faceIds":[)" + repeated(R"("{known}")", 11) + "]}",
          "The length of faceIds is not in a valid range."),
  };
}

Errors errors_of_identify() {
  const char *post = "POST /identify";
  const auto error = [&](const std::string &body, int status, const char *code, const char *message) {
    return DocumentedError{"identify", post, body, status, code, message};
  };
  return {
      error(identify_in(R"("{idMember}":"g")", "{nobody}"), 400, "FaceNotFound", "Face is not found."),
      error(identify_in(R"("{idMember}":"none")"), 400, "{Code}NotFound", "{Name} is not found."),
      error(identify_in(R"("dynamicPersonGroupId":"d")"), 400, "DynamicPersonGroupNotFound",
            "Dynamic person group is not found."),
      error(identify_in(R"("{idMember}":"untrained")"), 400, "{Code}NotTrained", "{Name} not trained."),
      error(identify_in(R"("personGroupId":"g","largePersonGroupId":"g")"), 400,
            "PersonGroupIdAndLargePersonGroupIdBothNotNull",
            "Large person group ID and person group ID are both not null."),
      error(R"({"faceIds":["{known}"]})", 400, "PersonGroupIdAndLargePersonGroupIdBothNull",
            "Large person group ID and person group ID are both null."),
      error(identify_in(R"("personIds":null)"), 400, "MissingIdentificationScopeParameters",
            "No identification scope parameter is present in the request."),
      error(identify_in(R"("{idMember}":"g","personIds":["*"])"), 400,
            "IncompatibleIdentificationScopeParametersCombination",
            "Incompatible identification scope parameters are present in the request."),
      error(identify_in(R"("dynamicPersonGroupId":"d","personIds":["*"])"), 400,
            "IncompatibleIdentificationScopeParametersCombination",
            "Incompatible identification scope parameters are present in the request."),
      error(identify_in(R"("{idMember}":"training")"), 409, "{Code}TrainingNotFinished", "{Name} is under training."),
  };
}

// A body of Verify, of a face and a person of a group.
std::string verify_person(const char *face, const char *person, const char *group_id) {
  return std::string(R"({"faceId":")") + face + R"(","personId":")" + person + R"(","{idMember}":")" + group_id + "\"}";
}

Errors errors_of_verify() {
  const char *post = "POST /verify";
  const auto error = [&](const std::string &body, int status, const char *code, const char *message) {
    return DocumentedError{"verify", post, body, status, code, message};
  };
  return {
      bad("verify", post, R"({"faceId1":"{known}","faceId2":"{known03}"})", "'recognitionModel' is incompatible."),
      bad("verify", post, verify_person("{known03}", "{ada}", "g"), "'recognitionModel' is incompatible."),
      bad("verify", post, R"({"faceId1":"{known}"})", "Face ID is invalid."),
      bad("verify", post, verify_person("me", "{ada}", "g"), "Face ID is invalid."),
      bad("verify", post, verify_person("{known}", "me", "g"), "Person ID is invalid."),
      bad("verify", post, verify_person("{known}", "{ada}", "G"), "{Name} ID is invalid."),
      error(R"({"faceId":"{known}","personId":"{ada}"})", 400, "PersonNotFound", "Person is not found."),
      error(verify_person("{known}", "{ada}", "none"), 400, "{Code}NotFound", "{Title} is not found."),
      error(R"({"faceId1":"{known}","faceId2":"{nobody}"})", 404, "FaceNotFound", "Face is not found."),
      error(verify_person("{nobody}", "{ada}", "g"), 404, "FaceNotFound", "Face is not found."),
      error(verify_person("{known}", "{nobody}", "g"), 404, "PersonNotFound", "Person is not found."),
      error(verify_person("{known}", "{bob}", "g"), 404, "PersistedFaceNotFound",
            "No persisted face of the person is found."),
  };
}

// A body of Find Similar.
std::string similar_to(const char *face, const std::string &rest) {
  return std::string(R"({"faceId":")") + face + "\"" + rest + "}";
}

Errors errors_of_find_similar() {
  const char *post = "POST /findsimilars";
  const std::string among_known = R"(,"faceIds":["{known}"])";
  const auto error = [&](const std::string &rest, const char *code, const char *message) {
    return DocumentedError{"findsimilar", post, similar_to("{known}", rest), 400, code, message};
  };
  const auto wrong = [&](const std::string &rest, const char *message) { return error(rest, "BadArgument", message); };
  return {
      wrong(R"(,"faceIds":["{known03}"])", "'recognitionModel' is incompatible."),
      wrong(among_known + R"(,"mode":"matchAll")", "Mode is invalid."),
      wrong(R"(,"faceListId":"L")", "Face list ID is invalid."),
      wrong(R"(,"largeFaceListId":"L")", "Large face list ID is invalid."),
      wrong("", "LargeFaceListId, faceListId and faceIds are all null."),
      wrong(among_known + R"(,"faceListId":"l")", "2 or more of largeFaceListId, faceListId and faceIds are not null."),
      wrong(among_known + R"(,"maxNumOfCandidatesReturned":1001)",
            "The argument maxNumOfCandidatesReturned is not valid."),
      wrong(R"(,"faceIds":[])", "The length of faceIds is not in a valid range."),
      wrong(R"(,"faceIds":[)" + repeated(R"("{known}")", 1001) + "]", "The length of faceIds is not in a valid range."),
      error(R"(,"faceIds":["{nobody}"])", "FaceNotFound", "Face is not found."),
      {"findsimilar", post, similar_to("{nobody}", among_known), 400, "FaceNotFound", "Face is not found."},
      error(R"(,"faceListId":"l")", "FaceListNotFound", "Face list is not found."),
      error(R"(,"largeFaceListId":"l")", "LargeFaceListNotFound", "Large face list is not found."),
  };
}

Errors errors_of_group() {
  const char *post = "POST /group";
  return {
      bad("group", post, R"({"faceIds":["{known}","{known03}"]})", "'recognitionModel' is incompatible."),
      bad("group", post, R"({"faceIds":["{known}"]})", "The length of faceIds is not in a valid range."),
      bad("group", post, R"({"faceIds":[)" + repeated(R"("{known}")", 1001) + "]}",
          "The length of faceIds is not in a valid range."),
  };
}

Errors errors_of_groups() {
  const std::string path = list;
  const auto error = [](const std::string &request, int status, const char *code, const char *message) {
    return DocumentedError{"{scope}", request, named, status, code, message};
  };
  return {
      bad("{scope}", "PUT " + path + "/G", named, "{Name} ID is invalid."),
      bad("{scope}", "PUT " + path + "/" + std::string(65, 'g'), named, "{Name} ID is invalid."),
      bad("{scope}", "PATCH " + path + "/g", "{}", "Both 'name' and 'userData' are empty."),
      error("PUT " + path + "/new", 403, "QuotaExceeded", "{Name} number reached subscription level limit."),
      error("POST " + path + "/g/persons", 403, "QuotaExceeded", "Person number reached {name} level limit."),
      error("PATCH " + path + "/none", 404, "{Code}NotFound", "{Name} is not found."),
      error("GET " + path + "/none/persons", 404, "{Code}NotFound", "{Name} is not found."),
      error("POST " + path + "/none/train", 404, "{Code}NotFound", "{Name} is not found."),
      error("GET " + path + "/G", 404, "{Code}NotFound", "{Name} ID is invalid."),
      error("GET " + path + "/untrained/training", 404, "{Code}NotTrained", "{Name} not trained."),
      error("PUT " + path + "/g", 409, "{Code}Exists", "{Name} already exists."),
      error("POST " + path + "/training/train", 409, "{Code}TrainingNotFinished", "{Name} is under training."),
  };
}

Errors errors_of_persons() {
  const std::string person = std::string(group) + "/persons/";
  const std::string face = std::string(faces) + "/";
  const auto error = [](const std::string &request, std::string body, int status, const char *code,
                        const char *message) {
    return DocumentedError{"{scope}", request, std::move(body), status, code, message};
  };
  return {
      error("POST " + person + "{full}/persistedfaces", picture({1}), 403, "QuotaExceeded",
            "Persisted face number reached limit."),
      error("GET " + person + "{nobody}", "", 404, "PersonNotFound", "Person `<personId>` is not found."),
      error("POST " + person + "{nobody}/persistedfaces", picture({1}), 404, "PersonNotFound",
            "Person `<personId>` is not found."),
      error("DELETE " + person + "me", "", 404, "PersonNotFound", "Person ID is invalid."),
      error("GET " + face + "{nobody}", "", 404, "PersistedFaceNotFound", "Persisted face `<faceId>` is not found."),
      error("PATCH " + face + "{nobody}", R"({"userData":"x"})", 404, "PersistedFaceNotFound",
            "Persisted face `<faceId>` is not found."),
      error("DELETE " + face + "mine", "", 404, "PersistedFaceNotFound", "Persisted face ID is invalid."),
      bad("common", "PATCH " + face + "{face}", "{" + member("userData", 1025) + "}", "'userData' is too long."),
      bad("common", "PATCH " + person + "{ada}", R"({"name":""})", "'name' is empty."),
  };
}

} // namespace

std::vector<DocumentedError> documented_errors() {
  Errors all;
  for (const auto &errors :
       {errors_of_form, errors_of_pictures, errors_of_detect, errors_of_identify_arguments, errors_of_identify,
        errors_of_verify, errors_of_find_similar, errors_of_group, errors_of_groups, errors_of_persons}) {
    Errors some = errors();
    all.insert(all.end(), std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
  }
  return all;
}

} // namespace facerec::server

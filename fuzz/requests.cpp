// A request, from its method and path to its answer, through the real router, operations and store.
//
// The input's first line is "METHOD PATH?QUERY CONTENT-TYPE", the rest is the body. In path, query and body, {person},
// {face} and {faceId} stand for ids that exist.
#include "fuzz/fuzzer.h"

#include "facerec/base/text.h"
#include "server/router.h"
#include "tests/server/fake_engine.h"

#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>

namespace facerec::server {
namespace {

constexpr const char *group_path = "/face/v1.2/largepersongroups/g";

std::string portrait() {
  std::vector<unsigned char> bytes;
  cv::imencode(".bmp", FakeEngine::picture({7}), bytes);
  return {bytes.begin(), bytes.end()};
}

void replace_all(std::string &text, std::string_view name, const std::string &value) {
  for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
    text.replace(at, name.size(), value);
}

// A server without sockets in which one person of one trained group is known.
class Served {
public:
  Served() : store_(std::move(*Store::open(":memory:"))) { fill(); }

  void send(const std::string &line, std::string body) {
    Request request = read(line, std::move(body));
    const Response response = answer(request);
    fuzz::require(response.status >= 200 && response.status < 500, "no request makes the server fail");
    fuzz::require(response.body.empty() || nlohmann::json::accept(response.body), "an answer is JSON");
    if (request.method != "GET" && response.status < 300)
      fill();
  }

private:
  Response answer(const Request &request) {
    Service service{*store_, engine_, face_ids_, galleries_, trainer_, "http://127.0.0.1:1"};
    return route(service, request);
  }

  Request read(const std::string &line, std::string body) const {
    const auto words = split(line, ' ');
    std::string target(words.size() > 1 ? words[1] : "");
    for (std::string *text : {&target, &body}) {
      replace_all(*text, "{person}", person_);
      replace_all(*text, "{face}", face_);
      replace_all(*text, "{faceId}", face_id_);
    }
    Request request{};
    request.method = words[0];
    request.path = target.substr(0, target.find('?'));
    request.content_type = words.size() > 2 ? words[2] : "application/json";
    request.body = std::move(body);
    const std::string_view query =
        std::string_view(target).substr(std::min(target.size(), request.path.size() + 1)); // behind the '?'
    for (const std::string_view pair : split(query, '&'))
      request.query[std::string(pair.substr(0, pair.find('=')))] =
          pair.substr(std::min(pair.size(), std::min(pair.size(), pair.find('=')) + 1));
    return request;
  }

  nlohmann::json setup(const std::string &line, const std::string &body) {
    return nlohmann::json::parse(answer(read(line, body)).body, nullptr, false);
  }

  // As it was at the beginning.
  void fill() {
    for (const char *kind : {"largepersongroups", "persongroups"})
      for (const auto &group : setup(std::string("GET /face/v1.2/") + kind, ""))
        for (const char *id : {"largePersonGroupId", "personGroupId"})
          if (group.is_object() && group.contains(id))
            setup(std::string("DELETE /face/v1.2/") + kind + "/" + group.value(id, ""), "");
    setup(std::string("PUT ") + group_path, R"({"name":"G","recognitionModel":"recognition_04"})");
    person_ = setup(std::string("POST ") + group_path + "/persons", R"({"name":"Ada"})").at("personId");
    face_ =
        setup(std::string("POST ") + group_path + "/persons/" + person_ + "/persistedfaces application/octet-stream",
              portrait_)
            .at("persistedFaceId");
    face_id_ = setup("POST /face/v1.2/detect?recognitionModel=recognition_04 application/octet-stream", portrait_)
                   .at(0)
                   .at("faceId");
    setup(std::string("POST ") + group_path + "/train", "");
  }

  const std::string portrait_ = portrait();
  std::string person_;
  std::string face_;
  std::string face_id_;
  FakeEngine engine_;
  std::unique_ptr<Store> store_;
  FaceIdCache face_ids_{[] { return TimePoint(); }, 1000};
  Galleries galleries_{*store_, engine_.encoder(), engine_.scale()};
  Trainer trainer_{*store_, galleries_, engine_.encoder()};
};

} // namespace
} // namespace facerec::server

int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
  static facerec::server::Served served;
  const std::string_view input = facerec::fuzz::text_of(data, size);
  const std::size_t end = std::min(input.find('\n'), input.size());
  served.send(std::string(input.substr(0, end)), std::string(input.substr(std::min(end + 1, input.size()))));
  return 0;
}

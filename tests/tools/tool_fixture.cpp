#include "tests/tools/tool_fixture.h"

#include <fstream>

namespace facerec::tool::test {
namespace {

// What follows the version: "/largepersongroups/staff".
std::string target_of(const std::string &url) {
  const std::size_t face = url.find("/face/");
  return face == std::string::npos ? url : url.substr(url.find('/', face + 6));
}

} // namespace

void ScriptedService::answer(int status, std::string body, std::map<std::string, std::string> headers) {
  azure::HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.headers.assign(headers.begin(), headers.end());
  answers_.emplace_back(std::move(response));
}

void ScriptedService::refuse(int status, const std::string &code, const std::string &message) {
  answer(status, R"({"error":{"code":")" + code + R"(","message":")" + message + R"("}})");
}

void ScriptedService::fail(azure::HttpFailure failure, std::string message) {
  answers_.emplace_back(azure::HttpError{failure, std::move(message)});
}

Result<azure::HttpResponse, azure::HttpError> ScriptedService::send(const azure::HttpRequest &request,
                                                                    std::stop_token stop) {
  SentRequest sent{std::string(azure::to_string(request.method)) + " " + target_of(request.url),
                   request.url,
                   std::string(request.body.begin(), request.body.end()),
                   {}};
  for (const auto &[name, value] : request.headers)
    sent.headers[name] = value;
  requests_.push_back(sent);
  if (on_request)
    on_request(sent);
  if (stop.stop_requested())
    return azure::HttpError{azure::HttpFailure::Cancelled, "stopped"};
  if (answers_.empty())
    return azure::HttpResponse{500, {}, "the script has no answer to " + sent.line};
  auto next = std::move(answers_.front());
  answers_.pop_front();
  return next;
}

std::vector<std::string> ScriptedService::lines() const {
  std::vector<std::string> lines;
  for (const SentRequest &request : requests_)
    lines.push_back(request.line);
  return lines;
}

ToolTest::ToolTest() { variables_["FACE_APIKEY"] = "the-secret-key"; }

Environment ToolTest::environment() {
  return {.out = out_,
          .err = err_,
          .variable = [this](const std::string &name) -> std::optional<std::string> {
            const auto at = variables_.find(name);
            return at == variables_.end() ? std::nullopt : std::optional(at->second);
          },
          .make_transport =
              [this](const azure::CurlOptions &options) {
                curl_options_ = options;
                return service_;
              },
          .clock = [this] { return now_; },
          .wait =
              [this](Duration duration, std::stop_token stop) {
                now_ += duration;
                waits_.push_back(int(std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()));
                return !stop.stop_requested();
              },
          .jitter = [] { return 0.0; },
          .stop = stop_.get_token(),
          .err_is_terminal = err_is_terminal_};
}

int ToolTest::facerec(std::vector<std::string> arguments) {
  out_.str("");
  err_.str("");
  return run(std::move(arguments), environment());
}

int ToolTest::facerec_at_service(std::vector<std::string> arguments) {
  for (const char *more : {"--endpoint", "https://example.cognitiveservices.azure.com/", "--group", "staff"})
    arguments.emplace_back(more);
  return facerec(std::move(arguments));
}

std::filesystem::path ToolTest::write_file(const std::string &name, const std::string &content) const {
  const auto path = directory_.path() / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::filesystem::path ToolTest::write_picture(const std::string &name) const {
  std::string content = name;
  content.resize(2000, 'x');
  return write_file(name, content);
}

} // namespace facerec::tool::test

// `facerec` in a world made of strings: a scripted service, variables, a clock that moves only when somebody waits.
#pragma once

#include "facerec/run.h"

#include "tests/support/test_data.h"

#include <deque>
#include <filesystem>
#include <gmock/gmock.h>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace facerec::tool::test {

struct SentRequest {
  std::string line; // "PUT /largepersongroups/staff": method and what follows /face/VERSION
  std::string url;
  std::string body;
  std::map<std::string, std::string> headers;
};

// Answers request after request from a list; what comes after its end is answered with 500.
class ScriptedService : public azure::HttpTransport {
public:
  void answer(int status, std::string body = "", std::map<std::string, std::string> headers = {});
  void refuse(int status, const std::string &code, const std::string &message);
  void fail(azure::HttpFailure failure, std::string message);

  Result<azure::HttpResponse, azure::HttpError> send(const azure::HttpRequest &request, std::stop_token stop) override;

  const std::vector<SentRequest> &requests() const { return requests_; }
  std::vector<std::string> lines() const;
  // Called before each answer is given.
  std::function<void(const SentRequest &)> on_request;

private:
  std::deque<Result<azure::HttpResponse, azure::HttpError>> answers_;
  std::vector<SentRequest> requests_;
};

class ToolTest : public ::testing::Test {
protected:
  ToolTest();

  // Runs `facerec ARGUMENTS`; texts go to out and err, which are emptied first.
  int facerec(std::vector<std::string> arguments);
  // The same with `--group staff` and the service's address.
  int facerec_at_service(std::vector<std::string> arguments);

  std::string out() const { return out_.str(); }
  std::string err() const { return err_.str(); }
  std::filesystem::path write_file(const std::string &name, const std::string &content) const;
  // A file that passes as a picture by its name and size; the service is scripted anyway. Each name has its own
  // content.
  std::filesystem::path write_picture(const std::string &name) const;

  facerec::test::TemporaryDirectory directory_;
  std::shared_ptr<ScriptedService> service_ = std::make_shared<ScriptedService>();
  std::map<std::string, std::string> variables_;
  std::vector<int> waits_; // in ms
  std::stop_source stop_;
  bool err_is_terminal_ = false;
  azure::CurlOptions curl_options_; // as last asked for

private:
  Environment environment();

  std::ostringstream out_;
  std::ostringstream err_;
  TimePoint now_{};
};

} // namespace facerec::tool::test

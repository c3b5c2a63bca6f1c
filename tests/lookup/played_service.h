// Azure Face as a transport that answers by path: a trained group with the people it is given. Each path's answer can
// be replaced by what a test wants to see handled.
#pragma once

#include "facerec/azure/http.h"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace facerec::test {

class PlayedService : public azure::HttpTransport {
public:
  // Paths as below, without "/face/v1.2" and query.
  static constexpr const char *group = "/largepersongroups/staff";
  static constexpr const char *training = "/largepersongroups/staff/training";
  static constexpr const char *persons = "/largepersongroups/staff/persons";
  static constexpr const char *detect = "/detect";
  static constexpr const char *identify = "/identify";
  static std::string person(int n) { return std::string(persons) + "/" + person_id(n); }
  static std::string person_id(int n);

  // The next answers to `path`; after them it answers as usual.
  void reply(const std::string &path, int status, std::string body, std::string retry_after = {});
  void reply_error(const std::string &path, int status, const std::string &code, const std::string &message = "why");
  void fail(const std::string &path, azure::HttpFailure failure);
  // `path` answers only when the caller stops.
  void hang(const std::string &path);

  // The faces that Detect finds, as {left, top, width, height}; one in the middle of the crop unless said otherwise.
  nlohmann::json rectangles = {{10, 10, 80, 80}};
  // The candidates of each face.
  nlohmann::json candidates = nlohmann::json::array();

  int asked(const std::string &path) const;
  int asked() const; // in all
  nlohmann::json last_body(const std::string &path) const;
  std::string last_query(const std::string &path) const;
  void await(const std::string &path); // until it was asked

  Result<azure::HttpResponse, azure::HttpError> send(const azure::HttpRequest &request, std::stop_token stop) override;

private:
  using Reply = Result<azure::HttpResponse, azure::HttpError>;
  struct Asked {
    int times = 0;
    std::string body;
    std::string query;
  };
  Reply usual(const std::string &path, const std::string &body);
  nlohmann::json detected();
  nlohmann::json identified(const nlohmann::json &request) const;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, std::vector<Reply>> scripted_;
  std::map<std::string, Asked> asked_;
  std::string hanging_;
  int faces_ = 0;
};

} // namespace facerec::test

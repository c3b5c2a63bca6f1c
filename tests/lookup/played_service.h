// Azure Face as a transport that answers by path: a trained group with the people it is given. Each path's answer can
// be replaced by what a test wants to see handled.
#pragma once

#include "facerec/azure/http.h"

#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>

#include <chrono>
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
  // Null: it looks at the picture and finds what is brighter than 180, largest first.
  nlohmann::json rectangles = {{10, 10, 80, 80}};
  // The candidates of each face.
  nlohmann::json candidates = nlohmann::json::array();
  // Instead of them, by the brightness of a face that was looked at (to the nearest ten).
  std::map<int, nlohmann::json> candidates_by_shade;
  // qualityForRecognition by brightness, given where it is asked for; faces of other brightness have none.
  std::map<int, std::string> quality_by_shade;

  int asked(const std::string &path) const;
  int asked() const; // in all
  nlohmann::json last_body(const std::string &path) const;
  std::string last_query(const std::string &path) const;
  std::vector<cv::Size> pictures() const; // that Detect was sent
  std::chrono::milliseconds last_timeout(const std::string &path) const;
  void await(const std::string &path); // until it was asked

  Result<azure::HttpResponse, azure::HttpError> send(const azure::HttpRequest &request, std::stop_token stop) override;

private:
  using Reply = Result<azure::HttpResponse, azure::HttpError>;
  struct Asked {
    int times = 0;
    std::string body;
    std::string query;
    std::chrono::milliseconds timeout{};
  };
  Reply usual(const std::string &path, const Asked &asked);
  nlohmann::json detected();
  nlohmann::json looked_for(const Asked &asked);
  nlohmann::json identified(const nlohmann::json &request) const;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, std::vector<Reply>> scripted_;
  std::map<std::string, Asked> asked_;
  std::string hanging_;
  int faces_ = 0;
  std::map<std::string, int> shades_; // by faceId
  std::vector<cv::Size> pictures_;
};

} // namespace facerec::test

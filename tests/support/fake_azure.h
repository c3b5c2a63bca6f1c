// An Azure Face account on loopback: finds marked faces (marked_faces.h) in the pictures it gets, and names them by
// their marks, in whatever order it is asked. It can be slow, strict about its rate, or broken, as the test wants.
//
// Everything may be set from any thread, at any time.
#pragma once

#include "tests/support/call_log.h"
#include "tests/support/loopback_server.h"
#include "tests/support/marked_faces.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facerec::test {

class FakeAzure {
public:
  static constexpr const char *key = "0123456789abcdef0123456789abcdef";
  static constexpr const char *token = "bearer-token-of-a-test"; // taken instead of the key
  static constexpr const char *group = "staff";

  FakeAzure();
  ~FakeAzure();
  FakeAzure(const FakeAzure &) = delete;
  FakeAzure &operator=(const FakeAzure &) = delete;

  std::string url() const { return server_->url(); }

  // Adds a person to the group; returns the personId.
  std::string add_person(const std::string &name, const std::string &user_data = "");

  using Candidates = std::vector<std::pair<std::string, double>>; // personId and confidence, best first
  // Whom a face with this mark resembles from now on. Faces with other marks resemble nobody.
  void enrol(int mark, const Candidates &candidates);
  void enrol(int mark, const std::string &person_id, double confidence) { enrol(mark, {{person_id, confidence}}); }
  // `count` persons "person-<mark>" with confidence 0.9 and the marks from `first` on; their personIds.
  std::vector<std::string> enrol_many(int first, int count);

  enum class Fault {
    None,
    Reset,       // each connection is reset after the request
    Hang,        // no answer; a request that hangs goes on hanging when the fault is over, until the client gives up
    Unavailable, // 503
    Throttled,   // 429
  };
  void set_fault(Fault fault);
  // How long each call takes.
  void set_latency(std::chrono::milliseconds latency);
  // Calls that are served within any one second, the others get 429; 0: no limit. `retry_after`: seconds for the header
  // of each 429, also of Fault::Throttled; nothing: no header.
  void set_rate_limit(int per_second, std::optional<int> retry_after = 1);
  // Pictures larger than one tile are answered with 400 InvalidImage.
  void reject_mosaics(bool reject);
  // While held, Identify does not answer.
  void hold_identify();
  void release_identify();

  // Calls so far whose path ends in `suffix` ("/detect", "/identify", …), refused ones included.
  int calls(std::string_view suffix) const { return log_.count(suffix); }
  void await_calls(std::string_view suffix, int count) const { log_.await(suffix, count); }
  const CallLog &log() const { return log_; }
  int max_calls_in_any_second() const { return log_.max_in_any_second(); }
  int throttled() const; // answers with 429

private:
  ScriptedReply answer(const ReceivedRequest &request);
  std::optional<ScriptedReply> refusal(const ReceivedRequest &request, CallLog::Time arrival);
  ScriptedReply throttle();
  bool over_the_limit(CallLog::Time now);
  ScriptedReply route(const ReceivedRequest &request);
  ScriptedReply detect(const std::string &image);
  nlohmann::json face_json(const MarkedFace &face);
  ScriptedReply identify(const std::string &request);
  std::optional<nlohmann::json> group_json(std::string_view path) const;

  CallLog log_;
  mutable std::mutex mutex_; // guards all below but the server
  std::condition_variable changed_;
  nlohmann::json persons_ = nlohmann::json::array();
  std::map<int, nlohmann::json> enrolled_;        // candidates by mark
  std::map<std::string, int, std::less<>> faces_; // marks by faceId
  std::size_t face_count_ = 0;
  Fault fault_ = Fault::None;
  std::chrono::milliseconds latency_{0};
  int rate_limit_ = 0;
  std::optional<int> retry_after_ = 1;
  std::deque<CallLog::Time> served_; // within the last second
  int throttled_ = 0;
  bool mosaics_rejected_ = false;
  bool held_ = false;
  bool closing_ = false;
  std::unique_ptr<LoopbackServer> server_; // last: its threads use all of the above
};

} // namespace facerec::test

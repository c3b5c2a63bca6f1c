// An Azure Face account on loopback that says what the test wants: every crop holds one face, and the n-th Identify
// names whom the test scripted.
#pragma once

#include "tests/support/loopback_server.h"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace facerec::test {

class FakeAzure {
public:
  static constexpr const char *key = "0123456789abcdef0123456789abcdef";
  static constexpr const char *group = "staff";

  FakeAzure();
  ~FakeAzure() { release_identify(); }
  FakeAzure(const FakeAzure &) = delete;
  FakeAzure &operator=(const FakeAzure &) = delete;

  std::string url() const { return server_->url(); }

  // Adds a person to the group; returns the personId.
  std::string add_person(const std::string &name, const std::string &user_data);
  // Whom the next face that is identified resembles; after the script, nobody.
  void identify_next(const std::string &person_id, double confidence);
  void identify_nobody_next();
  // While down, every connection is reset.
  void set_down(bool down);
  // While held, Identify does not answer.
  void hold_identify();
  void release_identify();

  // Calls so far whose path ends in `suffix` ("/detect", "/identify", …).
  int calls(std::string_view suffix) const;
  void await_calls(std::string_view suffix, int count) const;

private:
  ScriptedReply answer(const ReceivedRequest &request);
  nlohmann::json identify(const nlohmann::json &request);
  ScriptedReply route(const ReceivedRequest &request);

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  nlohmann::json persons_ = nlohmann::json::array();
  std::deque<nlohmann::json> identifications_; // candidates of each
  std::map<std::string, int, std::less<>> calls_;
  std::size_t faces_ = 0;
  bool down_ = false;
  bool held_ = false;
  std::unique_ptr<LoopbackServer> server_; // last: its threads use all of the above
};

} // namespace facerec::test

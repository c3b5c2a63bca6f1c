// Calls of the Face API without the project's own client: what was sent and answered, and no more.
#pragma once

#include "facerec/azure/http.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace facerec::server {

struct RestAnswer {
  int status = 0;
  nlohmann::json body; // null where there is none
};

// Any thread.
class RestCalls {
public:
  RestCalls(std::string url, std::string key) : url_(std::move(url)), key_(std::move(key)) {}

  // Nothing where no answer came. `path` stands below /face/v1.2.
  std::optional<RestAnswer> send(azure::Method method, const std::string &path, std::string_view body = "",
                                 const std::string &content_type = "application/json") const {
    azure::HttpRequest request{.method = method,
                               .url = url_ + "/face/v1.2" + path,
                               .headers = {{"Ocp-Apim-Subscription-Key", key_}, {"Content-Type", content_type}},
                               .body = {reinterpret_cast<const std::uint8_t *>(body.data()), body.size()},
                               .timeout = std::chrono::minutes(2)};
    const auto answer = transport_->send(request, {});
    if (!answer)
      return std::nullopt;
    return RestAnswer{answer->status, nlohmann::json::parse(answer->body, nullptr, false)};
  }

  std::optional<RestAnswer> send_picture(const std::string &path, std::string_view picture) const {
    return send(azure::Method::Post, path, picture, "application/octet-stream");
  }

private:
  const std::string url_;
  const std::string key_;
  const std::shared_ptr<azure::HttpTransport> transport_ = azure::make_curl_transport({});
};

} // namespace facerec::server

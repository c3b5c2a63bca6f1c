// How a token is asked for, and what an answer means.
#pragma once

#include "facerec/azure/entra.h"
#include "facerec/azure/face_client.h"
#include "facerec/azure/http.h"

#include <chrono>
#include <ctime>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace facerec::azure {

struct TokenRequest {
  Method method = Method::Get;
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers; // may hold a secret
  std::string body;                                         // may hold a secret
};
TokenRequest token_request(const EntraCredential &credential);

struct Token {
  std::string text;
  std::chrono::seconds lifetime{};                // from the request on
  std::optional<std::chrono::seconds> refresh_in; // where the endpoint has a wish
};

// `now` is the time of day. What says "no" in the words of OAuth 2.0 is Unauthorized: somebody has to mend the
// credential. Everything else that is no token is NoToken: a silence, a 429, a 5xx, the page of a captive portal.
Answer<Token> token_from(const EntraCredential &credential, const Result<HttpResponse, HttpError> &answer,
                         std::time_t now);

// When a token is to be renewed, counted from its request: at refresh_in, else five minutes before its end; one of less
// than ten minutes at half of its time.
std::chrono::seconds refresh_after(const Token &token);

} // namespace facerec::azure

#include "facerec/failure.h"

#include "facerec/base/text.h"

namespace facerec::tool {
namespace {

using Kind = azure::ServiceError::Kind;

std::string_view advice(const azure::ServiceError &error) {
  switch (error.kind) {
  case Kind::Transport:
    return "Check --endpoint and whether the service runs.";
  case Kind::Unauthorized:
    if (error.by_token) // where there is no token, the message says why
      return error.sent ? "Give the application or managed identity the role \"Cognitive Services User\" on the "
                          "resource, and check that --endpoint is the resource's own."
                        : std::string_view{};
    return "Check the key (FACE_APIKEY or --key-file) and that it belongs to this endpoint.";
  case Kind::Forbidden:
    return error.code == "UnsupportedFeature"
               ? "Microsoft approves this feature on request: https://aka.ms/facerecognition."
               : std::string_view{};
  case Kind::NotFound:
    return error.code.find("PersonGroup") == std::string::npos
               ? std::string_view{}
               : "Make the group with `facerec group create`, and check --group-type.";
  case Kind::NotTrained:
    return "Train it with `facerec group train --wait`.";
  default:
    return {};
  }
}

bool ends_sentence(std::string_view text) {
  return text.ends_with('.') || text.ends_with('!') || text.ends_with('?') || text.ends_with("…");
}

} // namespace

ExitCode exit_code_of(const azure::ServiceError &error) {
  if (error.kind == Kind::Cancelled)
    return ExitCode::Interrupted;
  return azure::is_retryable(error) ? ExitCode::Unreachable : ExitCode::Refused;
}

std::string in_words(const azure::ServiceError &error) {
  std::string text = error.message.empty() ? std::string(azure::to_string(error.kind)) : shorten(error.message, 512);
  const bool is_sentence = ends_sentence(text);
  if (!error.code.empty())
    text += " (" + shorten(error.code, 64) + ")";
  else if (error.http_status != 0)
    text += " (HTTP " + std::to_string(error.http_status) + ")";
  return is_sentence ? text : text + ".";
}

Failure service_failure(std::string_view what, const azure::ServiceError &error) {
  if (error.kind == Kind::Cancelled)
    return {ExitCode::Interrupted, "Interrupted."};
  std::string message = "Cannot " + std::string(what) + ": " + in_words(error);
  if (const std::string_view help = advice(error); !help.empty())
    message += " " + std::string(help);
  return {exit_code_of(error), std::move(message)};
}

} // namespace facerec::tool

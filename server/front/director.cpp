#include "server/front/director.h"

#include "server/errors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace facerec::server {
namespace {

Response too_fast(Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  Response response = error_response(429, "429", "Rate limit is exceeded.");
  response.headers.emplace_back("Retry-After", std::to_string(seconds));
  return response;
}

Response used_up() {
  return error_response(403, "403",
                        "Out of call volume quota: the transactions that this server was given are used up.");
}

// v1.2 answers as its table of errors says; from v1.0 another form is known.
Response not_approved(bool is_v1_0) {
  if (!is_v1_0)
    return error_response(403, "UnsupportedFeature",
                          "Feature is not supported, missing approval for one or more of the following features: "
                          "Identification, Verification.");
  const nlohmann::json inner = {
      {"code", "UnsupportedFeature"},
      {"message", "Feature is not supported, missing approval for one or more of the following features: "
                  "Identification,Verification. Please apply for access at https://aka.ms/facerecognition"}};
  const nlohmann::json body = {
      {"error", {{"code", "InvalidRequest"}, {"message", "Invalid request has been sent."}, {"innererror", inner}}}};
  return {403, body.dump(), {}};
}

bool needs_approval(std::string_view operation) { return operation == "identify" || operation == "verify"; }

} // namespace

Director::Director(Behaviours behaviours, Clock clock, std::function<double()> random)
    : clock_(std::move(clock)), random_(std::move(random)), behaviours_(std::move(behaviours)) {}

Direction Director::direct(std::string_view operation, bool is_v1_0) {
  const std::lock_guard lock(mutex_);
  if (std::optional<Direction> refusal = refuse(operation, is_v1_0))
    return *std::move(refusal);
  return {.delay = delay(), .fault = take_fault(operation)};
}

std::optional<Direction> Director::refuse(std::string_view operation, bool is_v1_0) {
  if (behaviours_.tps)
    if (const auto wait = window_.take(static_cast<std::size_t>(*behaviours_.tps), clock_()))
      return Direction{.refusal = too_fast(*wait), .reason = "tps"};
  if (behaviours_.quota && *behaviours_.quota == 0)
    return Direction{.refusal = used_up(), .reason = "quota"};
  if (behaviours_.quota)
    --*behaviours_.quota;
  if (behaviours_.deny_identify && needs_approval(operation))
    return Direction{.delay = delay(), .refusal = not_approved(is_v1_0), .reason = "deny-identify"};
  return std::nullopt;
}

std::optional<FaultKind> Director::take_fault(std::string_view operation) {
  auto &rules = behaviours_.faults;
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const FaultRule &each) {
    return each.operation == "*" || each.operation == operation;
  });
  if (rule == rules.end())
    return std::nullopt;
  const FaultKind kind = rule->kind;
  if (rule->count && --*rule->count == 0)
    rules.erase(rule);
  return kind;
}

std::chrono::milliseconds Director::delay() {
  if (!behaviours_.latency)
    return std::chrono::milliseconds(0);
  const double aside = (2 * random_() - 1) * behaviours_.latency->spread_ms;
  return std::chrono::milliseconds(std::lround(behaviours_.latency->mean_ms + aside));
}

Behaviours Director::behaviours() const {
  const std::lock_guard lock(mutex_);
  return behaviours_;
}

void Director::set(Behaviours behaviours) {
  const std::lock_guard lock(mutex_);
  behaviours_ = std::move(behaviours);
}

} // namespace facerec::server

#include "server/front/behaviours.h"

#include "facerec/base/text.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>

namespace facerec::server {
namespace {

using nlohmann::json;

Error wrong_latency(std::string_view text) {
  return invalid_argument("the latency '" + shorten(text, 80) +
                          "' must be MEAN or MEAN±SPREAD in milliseconds, the spread at most the mean, together at "
                          "most 60000");
}

std::optional<double> milliseconds_in(std::string_view text) {
  const std::string_view digits = trim(text);
  double value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

// Mean and spread as texts; the spread is "0" where there is none.
std::pair<std::string_view, std::string_view> halves(std::string_view text) {
  for (const std::string_view sign : {std::string_view("±"), std::string_view("+-")})
    if (const auto at = text.find(sign); at != std::string_view::npos)
      return {text.substr(0, at), text.substr(at + sign.size())};
  return {text, "0"};
}

std::string number(double value) { return json(std::round(value * 1000) / 1000).dump(); }

std::string without_zero_fraction(std::string text) {
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

Error wrong_member(const std::string &name, std::string_view rule) {
  return invalid_argument("'" + shorten(name, 80) + "' " + std::string(rule));
}

using Reader = Result<void> (*)(const json &value, Behaviours &behaviours);

Result<void> read_tps(const json &value, Behaviours &behaviours) {
  if (!value.is_number_integer())
    return wrong_member("tps", "must be a whole number or null");
  const auto tps = value.get<std::int64_t>();
  behaviours.tps = static_cast<int>(tps);
  return check_tps(tps);
}

Result<void> read_quota(const json &value, Behaviours &behaviours) {
  if (!value.is_number_unsigned() && !(value.is_number_integer() && value.get<std::int64_t>() >= 0))
    return wrong_member("quota", "must be a whole number from 0 or null");
  behaviours.quota = value.get<std::uint64_t>();
  return {};
}

Result<void> read_latency(const json &value, Behaviours &behaviours) {
  if (!value.is_string())
    return wrong_member("latency", "must be a text or null");
  const Result<Latency> latency = parse_latency(value.get<std::string>());
  if (!latency)
    return latency.error();
  behaviours.latency = *latency;
  return {};
}

Result<void> read_deny_identify(const json &value, Behaviours &behaviours) {
  if (!value.is_boolean())
    return wrong_member("denyIdentify", "must be true or false");
  behaviours.deny_identify = value.get<bool>();
  return {};
}

Result<void> read_fault(const json &value, Behaviours &behaviours) {
  if (!value.is_string())
    return wrong_member("fault", "must be a text or null");
  Result<std::vector<FaultRule>> faults = parse_faults(value.get<std::string>());
  if (!faults)
    return faults.error();
  behaviours.faults = std::move(*faults);
  return {};
}

Reader reader_of(std::string_view name) {
  if (name == "tps")
    return read_tps;
  if (name == "quota")
    return read_quota;
  if (name == "latency")
    return read_latency;
  if (name == "denyIdentify")
    return read_deny_identify;
  return name == "fault" ? read_fault : nullptr;
}

} // namespace

Result<void> check_tps(std::int64_t tps) {
  if (tps >= 1 && tps <= max_tps)
    return {};
  return invalid_argument("tps is " + std::to_string(tps) + "; it must be 1 to " + std::to_string(max_tps));
}

Result<Latency> parse_latency(std::string_view text) {
  const auto [before, behind] = halves(text);
  const std::optional<double> mean = milliseconds_in(before);
  const std::optional<double> spread = milliseconds_in(behind);
  if (!mean || !spread || *mean < 0 || *spread < 0 || *spread > *mean || *mean + *spread > max_latency_ms)
    return wrong_latency(text);
  return Latency{*mean, *spread};
}

std::string to_string(const Latency &latency) {
  const std::string mean = without_zero_fraction(number(latency.mean_ms));
  return latency.spread_ms > 0 ? mean + "±" + without_zero_fraction(number(latency.spread_ms)) : mean;
}

json to_json(const Behaviours &behaviours) {
  json tps;
  json quota;
  json latency;
  if (behaviours.tps)
    tps = *behaviours.tps;
  if (behaviours.quota)
    quota = *behaviours.quota;
  if (behaviours.latency)
    latency = to_string(*behaviours.latency);
  return {{"tps", tps},
          {"quota", quota},
          {"latency", latency},
          {"denyIdentify", behaviours.deny_identify},
          {"fault", to_string(behaviours.faults)}};
}

Result<Behaviours> behaviours_from(const json &value) {
  if (!value.is_object())
    return invalid_argument("behaviours must be a JSON object");
  Behaviours behaviours;
  for (const auto &[name, member] : value.items()) {
    const Reader read = reader_of(name);
    if (!read)
      return wrong_member(name, "is no behaviour; there are tps, quota, latency, denyIdentify and fault");
    if (member.is_null())
      continue;
    if (const Result<void> taken = read(member, behaviours); !taken)
      return taken.error();
  }
  return behaviours;
}

} // namespace facerec::server

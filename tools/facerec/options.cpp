#include "facerec/options.h"

#include "facerec/azure/entra.h"
#include "facerec/azure/key_file.h"
#include "facerec/azure/token_source.h"
#include "facerec/base/text.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>

namespace facerec::tool {
namespace {

Failure usage(std::string message) { return {ExitCode::Usage, std::move(message)}; }

// Which CLI11 takes for a number of any range.
std::string refuse_nan(const std::string &text) {
  return std::isnan(std::strtod(text.c_str(), nullptr)) ? "Value " + text + " is not a number" : "";
}

void add_service_options(CLI::App &app, SharedOptions &options) {
  app.add_option("--endpoint", options.endpoint,
                 "Where the service is, https://NAME.cognitiveservices.azure.com/ or the "
                 "URL of `facerec serve` (default: FACE_ENDPOINT)")
      ->type_name("URL");
  app.add_option("--auth", options.auth,
                 "What authorises the requests: the key; or a token of Entra ID, for the client secret in "
                 "AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET where that is set (entra), else for the "
                 "managed identity")
      ->check(CLI::IsMember({"key", "entra", "managed-identity"}))
      ->capture_default_str();
  app.add_option("--key-file", options.key_file,
                 "File whose first line is the key (default: FACE_APIKEY). There is no option for the key itself: "
                 "the process list would show it")
      ->type_name("FILE");
  app.add_option("--api-version", options.api_version, "Version of the Face API")
      ->check(CLI::IsMember({"v1.0", "v1.2"}))
      ->capture_default_str();
  app.add_option("--tls-ca-file", options.tls_ca_file, "Certificates to trust instead of the system's")
      ->type_name("PEM");
  app.add_flag("--allow-insecure-http", options.allow_insecure_http, "Permit http:// to other machines than this one");
  app.add_option("--timeout", options.timeout, "Longest time for one request, in seconds")
      ->check(CLI::Range(0.1, 600.0))
      ->check(refuse_nan)
      ->capture_default_str();
  app.add_option("--rate", options.rate, "Most requests a second (Azure S0 allows 10)")
      ->check(CLI::Range(0.01, 1000.0))
      ->check(refuse_nan)
      ->capture_default_str();
}

void add_group_options(CLI::App &app, SharedOptions &options) {
  app.add_option("--group", options.group, "Id of the person group: a-z, 0-9, '_' and '-', at most 64")
      ->type_name("ID");
  app.add_option("--group-type", options.group_type, "Large Person Group, or the older Person Group")
      ->check(CLI::IsMember({"large", "standard"}))
      ->capture_default_str();
  app.add_option("--recognition-model", options.recognition_model, "Recognition model of a new group")
      ->capture_default_str();
  app.add_option("--detection-model", options.detection_model, "Detection model for portraits")->capture_default_str();
}

} // namespace

void add_shared_options(CLI::App &app, SharedOptions &options) {
  add_service_options(app, options);
  add_group_options(app, options);
  app.add_flag("--json", options.json, "Print the result as JSON");
}

Result<std::string, Failure> read_key(const SharedOptions &options, const Environment &environment) {
  if (!options.key_file.empty()) {
    const auto key = azure::read_key_file(options.key_file);
    return key ? Result<std::string, Failure>(*key) : usage("--key-file: " + key.error().message + ".");
  }
  const std::string key(trim(environment.variable("FACE_APIKEY").value_or("")));
  if (key.empty())
    return usage("No key: set FACE_APIKEY or give --key-file FILE.");
  if (!azure::is_plausible_key(key))
    return usage("FACE_APIKEY holds no key: it must be 1 to 512 ASCII characters without blanks.");
  return key;
}

namespace {

// The key, or a source of tokens that stand in for it.
Result<void, Failure> authorise(const SharedOptions &options, const Environment &environment,
                                azure::ClientOptions &client) {
  const azure::Auth auth = *azure::auth_from(options.auth);
  if (auth == azure::Auth::Key) {
    auto key = read_key(options, environment);
    if (!key)
      return key.error();
    client.api_key = *std::move(key);
    return {};
  }
  if (const auto fits = azure::check_token_endpoint(client.endpoint, options.allow_insecure_http); !fits)
    return usage(fits.error().message + ".");
  const auto credential = azure::find_entra_credential(auth, environment.variable);
  if (!credential)
    return usage("--auth " + options.auth + ": " + credential.error().message + ".");
  azure::TokenSourceWorld world;
  world.clock = environment.clock;
  world.random = environment.jitter;
  client.tokens = std::make_shared<azure::TokenSource>(
      *credential, environment.make_transport(azure::token_transport_options(*credential, options.tls_ca_file)),
      std::move(world));
  return {};
}

} // namespace

Result<azure::ClientOptions, Failure> client_options(const SharedOptions &options, const Environment &environment) {
  const std::string text =
      options.endpoint.empty() ? environment.variable("FACE_ENDPOINT").value_or("") : options.endpoint;
  if (text.empty())
    return usage("No endpoint: give --endpoint URL or set FACE_ENDPOINT.");
  const auto endpoint = azure::Endpoint::parse(text, options.allow_insecure_http);
  if (!endpoint)
    return usage(endpoint.error().message);
  azure::ClientOptions client{.endpoint = *endpoint,
                              .api_key = "",
                              .api_version = *azure::api_version_from(options.api_version),
                              .request_timeout = std::chrono::milliseconds(std::int64_t(options.timeout * 1000))};
  if (const auto authorised = authorise(options, environment, client); !authorised)
    return authorised.error();
  return client;
}

azure::GroupType group_type_of(const SharedOptions &options) {
  return options.group_type == "standard" ? azure::GroupType::Standard : azure::GroupType::Large;
}

Result<azure::GroupRef, Failure> group_of(const SharedOptions &options) {
  const std::string &id = options.group_argument.empty() ? options.group : options.group_argument;
  if (id.empty())
    return usage("No person group: give --group ID.");
  if (!options.group.empty() && options.group != id)
    return usage("Two person groups: the argument is \"" + shorten(id, 80) + "\", but --group is \"" +
                 shorten(options.group, 80) + "\". Give one of them.");
  if (!azure::is_valid_group_id(id))
    return usage("\"" + shorten(id, 80) +
                 "\" is no id of a person group: it has 1 to 64 characters of a-z, 0-9, '_' and '-'.");
  return azure::GroupRef{group_type_of(options), id};
}

} // namespace facerec::tool

#include "azure/token_exchange.h"

#include "azure/json_reader.h"
#include "azure/retry_after.h"
#include "azure/service_error.h"
#include "azure/url.h"
#include "facerec/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <curl/curl.h>

namespace facerec::azure {
namespace {

using nlohmann::json;
using Kind = ServiceError::Kind;

constexpr std::string_view resource = "https://cognitiveservices.azure.com";
constexpr std::string_view scope = "https://cognitiveservices.azure.com/.default";
constexpr std::size_t max_token_bytes = 16 * 1024;
constexpr long long longest_lifetime = 366LL * 24 * 3600; // seconds

// Of a form or a query.
std::string &add_field(std::string &fields, std::string_view name, std::string_view value) {
  if (!fields.empty())
    fields += '&';
  fields += name;
  fields += '=';
  return fields += percent_encode(value);
}

TokenRequest request_of(const ClientSecret &credential) {
  TokenRequest request{Method::Post, credential.authority, {}, {}};
  request.url += '/' + credential.tenant + "/oauth2/v2.0/token";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  add_field(request.body, "grant_type", "client_credentials");
  add_field(request.body, "client_id", credential.client_id);
  add_field(request.body, "client_secret", credential.secret);
  add_field(request.body, "scope", scope);
  return request;
}

TokenRequest request_of(const ManagedIdentity &credential) {
  const bool is_machine = credential.host == ManagedIdentity::Host::Machine;
  std::string query;
  add_field(query, "api-version", is_machine ? "2018-02-01" : "2019-08-01");
  add_field(query, "resource", resource);
  if (!credential.client_id.empty())
    add_field(query, "client_id", credential.client_id);
  TokenRequest request{Method::Get, credential.url + '?' + query, {}, {}};
  request.headers.emplace_back(is_machine ? "Metadata" : "X-IDENTITY-HEADER", is_machine ? "true" : credential.proof);
  return request;
}

// Where it is asked, for a message.
const std::string &address_of(const EntraCredential &credential) {
  const auto *secret = std::get_if<ClientSecret>(&credential);
  return secret ? secret->authority : std::get<ManagedIdentity>(credential).url;
}

const std::string &secret_of(const EntraCredential &credential) {
  const auto *secret = std::get_if<ClientSecret>(&credential);
  return secret ? secret->secret : std::get<ManagedIdentity>(credential).proof;
}

bool is_of_machine(const EntraCredential &credential) {
  const auto *identity = std::get_if<ManagedIdentity>(&credential);
  return identity && identity->host == ManagedIdentity::Host::Machine;
}

// Also as it was sent.
std::string without_secret_of(const EntraCredential &credential, std::string text) {
  const std::string &secret = secret_of(credential);
  return without_secret(without_secret(std::move(text), secret), percent_encode(secret));
}

ServiceError token_error(Kind kind, int status, std::string_view message) {
  return {kind, status, "", shorten(message, 512), std::nullopt, false, true};
}

ServiceError no_token(const EntraCredential &credential, int status, const std::string &reason) {
  return token_error(Kind::NoToken, status, "no token from " + address_of(credential) + ": " + reason);
}

// What a failure of the network most likely means here.
std::string_view hint(const EntraCredential &credential, const HttpError &error) {
  const std::string words = to_lower(error.message);
  if (words.find("not yet valid") != std::string::npos || words.find("expired") != std::string::npos)
    return "; check the clock of this machine";
  if (is_of_machine(credential) && error.failure != HttpFailure::TooLarge)
    return "; a managed identity is there on machines of Azure only: elsewhere set AZURE_TENANT_ID, AZURE_CLIENT_ID "
           "and AZURE_CLIENT_SECRET";
  return {};
}

ServiceError silence(const EntraCredential &credential, const HttpError &error) {
  if (error.failure == HttpFailure::Cancelled)
    return cancelled_before();
  return no_token(credential, 0, error.message + std::string(hint(credential, error)));
}

// "AADSTS7000215" of "AADSTS7000215: Invalid client secret provided. …"; else OAuth's own code.
std::string code_of(std::string_view error, std::string_view description) {
  const auto colon = description.find(':');
  const bool has_code = description.starts_with("AADSTS") && colon != std::string_view::npos && colon <= 20;
  return shorten(has_code ? description.substr(0, colon) : error, 64);
}

// The words for people, as the rest of a sentence: without the code, and without what is for Microsoft's support.
std::string words_of(std::string_view description, std::string_view code) {
  if (description.starts_with(code) && description.substr(code.size()).starts_with(":"))
    description.remove_prefix(code.size() + 1);
  for (const std::string_view end : {"Trace ID:", "\r", "\n"})
    description = description.substr(0, description.find(end));
  const std::string words = shorten(trim(description), 300);
  const bool is_sentence = words.ends_with('.') || words.ends_with('!') || words.ends_with('?');
  return words.empty() ? "." : ": " + words + (is_sentence ? "" : ".");
}

// What to do about the refusals that people meet.
std::string_view advice(std::string_view code, const EntraCredential &credential) {
  struct Row {
    std::string_view code;
    std::string_view text;
  };
  constexpr std::array rows{
      Row{"AADSTS90002", "Check AZURE_TENANT_ID and AZURE_AUTHORITY_HOST: there is no such tenant."},
      Row{"AADSTS900023", "Check AZURE_TENANT_ID: it is no id and no domain of a tenant."},
      Row{"AADSTS700016", "Check AZURE_CLIENT_ID, and that the application is in the tenant AZURE_TENANT_ID."},
      Row{"AADSTS7000215", "Check AZURE_CLIENT_SECRET: it is the secret's value, not its id."},
      Row{"AADSTS7000222", "The secret has expired: make a new one for the application and set AZURE_CLIENT_SECRET."},
      Row{"AADSTS700024", "Check the clock of this machine."},
  };
  const auto row = std::find_if(rows.begin(), rows.end(), [code](const Row &each) { return each.code == code; });
  if (row != rows.end())
    return row->text;
  return std::holds_alternative<ClientSecret>(credential)
             ? "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."
             : "Give this machine or app a managed identity, or check AZURE_CLIENT_ID where it is a user-assigned one.";
}

std::string text_of(const json &document, const char *name) {
  const auto found = document.find(name);
  return found != document.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_passing(std::string_view error) { return error == "temporarily_unavailable" || error == "server_error"; }

// A refusal in OAuth's words; nothing where the answer is none.
std::optional<ServiceError> refusal(const EntraCredential &credential, const HttpResponse &response) {
  if (response.status < 400 || response.status >= 500 || response.status == 408 || response.status == 429)
    return std::nullopt;
  JsonReader reader;
  const json document = reader.parse(response.body);
  const std::string error = document.is_object() ? text_of(document, "error") : std::string();
  if (error.empty() || is_passing(error))
    return std::nullopt;
  const std::string description = without_secret_of(credential, text_of(document, "error_description"));
  const std::string code = code_of(without_secret_of(credential, error), description);
  ServiceError result = token_error(Kind::Unauthorized, response.status,
                                    address_of(credential) + " gives no token" + words_of(description, code) + " " +
                                        std::string(advice(code, credential)));
  result.code = code;
  return result;
}

// Numbers come as such or as text.
std::optional<long long> whole_number(const json &document, const char *name) {
  const auto found = document.find(name);
  if (found == document.end())
    return std::nullopt;
  if (found->is_number_integer() && (!found->is_number_unsigned() || found->get<std::uint64_t>() <= INT64_MAX))
    return found->get<long long>();
  const std::string text = text_of(document, name);
  long long number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size() && !text.empty();
  return is_whole ? std::optional(number) : std::nullopt;
}

// App Service tells the end only, by a clock that is compared with the answer's own Date where it has one.
std::optional<long long> lifetime_of(const json &document, const HttpResponse &response, std::time_t now) {
  if (const auto seconds = whole_number(document, "expires_in"))
    return seconds;
  const auto end = whole_number(document, "expires_on");
  if (!end || *end < 0)
    return std::nullopt;
  const auto date = response.header("date");
  const std::time_t there = date ? curl_getdate(std::string(*date).c_str(), nullptr) : -1;
  return *end - (there >= 0 ? there : now);
}

bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= max_token_bytes &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Answer<Token> read_token(const EntraCredential &credential, const HttpResponse &response, std::time_t now) {
  JsonReader reader;
  const json document = reader.parse(response.body);
  if (!document.is_object())
    return no_token(credential, response.status, "the answer is no JSON object");
  Token token{text_of(document, "access_token"), {}, {}};
  const std::string type = text_of(document, "token_type");
  if (!is_token(token.text) || (!type.empty() && to_lower(type) != "bearer"))
    return no_token(credential, response.status, "the answer holds no bearer token");
  const auto lifetime = lifetime_of(document, response, now);
  if (!lifetime || *lifetime > longest_lifetime)
    return no_token(credential, response.status, "the answer does not say how long its token lives");
  if (*lifetime <= 0)
    return no_token(credential, response.status, "its token has expired already; check the clock of this machine");
  token.lifetime = std::chrono::seconds(*lifetime);
  const auto refresh = whole_number(document, "refresh_in");
  if (refresh && *refresh > 0 && *refresh <= *lifetime)
    token.refresh_in = std::chrono::seconds(*refresh);
  return token;
}

} // namespace

TokenRequest token_request(const EntraCredential &credential) {
  return std::visit([](const auto &each) { return request_of(each); }, credential);
}

Answer<Token> token_from(const EntraCredential &credential, const Result<HttpResponse, HttpError> &answer,
                         std::time_t now) {
  if (!answer)
    return silence(credential, answer.error());
  if (answer->status == 200)
    return read_token(credential, *answer, now);
  if (auto refused = refusal(credential, *answer))
    return *refused;
  ServiceError error = no_token(credential, answer->status, "HTTP status " + std::to_string(answer->status));
  error.retry_after = retry_after(*answer, "", now);
  return error;
}

std::chrono::seconds refresh_after(const Token &token) {
  constexpr std::chrono::minutes before_the_end{5};
  return token.refresh_in.value_or(std::max<std::chrono::seconds>(token.lifetime - before_the_end, token.lifetime / 2));
}

} // namespace facerec::azure

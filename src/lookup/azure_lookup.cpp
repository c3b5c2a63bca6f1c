#include "lookup/azure_account.h"

#include <cmath>
#include <utility>

namespace facerec {
namespace {

AzureRecognizerOptions recognizer_options(const AzureLookupOptions &options) {
  AzureRecognizerOptions result;
  result.group = options.group;
  result.endpoint = options.client.endpoint.base();
  result.detection_model = options.detection_model;
  result.recognition_model = options.recognition_model;
  result.jpeg_quality = options.jpeg_quality;
  result.person_cache_ttl = options.person_cache_ttl;
  return result;
}

LookupOptions service_options(const AzureLookupOptions &options) {
  LookupOptions result;
  result.workers = options.workers;
  result.queue_size = options.queue_size;
  result.batch_size = options.batch_size;
  result.batch_window = options.batch_window;
  return result;
}

} // namespace

std::string problem_of(const AzureLookupOptions &options) {
  if (!azure::is_valid_group_id(options.group.id))
    return "the group id must be 1 to 64 of a-z, 0-9, '_' and '-'";
  if (options.workers < 1 || options.workers > 16)
    return "the number of workers must be 1 to 16";
  if (options.queue_size < 1 || options.queue_size > 4096)
    return "the queue size must be 1 to 4096";
  if (options.batch_size < 1 || options.batch_size > 10)
    return "the batch size must be 1 to 10";
  if (options.batch_window.count() < 0)
    return "the batch window must not be negative";
  if (!std::isfinite(options.rate_limit) || options.rate_limit < 0)
    return "the rate limit must be 0 or more transactions per second";
  if (options.jpeg_quality < 1 || options.jpeg_quality > 100)
    return "the JPEG quality must be 1 to 100";
  return options.person_cache_ttl.count() < 0 ? "the time that persons are cached must not be negative" : "";
}

std::shared_ptr<azure::TokenSource> tokens_of(const AzureLookupOptions &options) {
  return options.entra ? azure::share_token_source(*options.entra, options.tls_ca_file) : options.client.tokens;
}

AzureLookup open_lookup(const AzureLookupOptions &options, const AzureAccount &account) {
  AzureRecognizerOptions recognizer = recognizer_options(options);
  recognizer.budget = account.budget;
  LookupOptions service = service_options(options);
  service.budget = account.budget;
  azure::ClientOptions client = options.client;
  client.tokens = account.tokens;
  AzureLookup lookup;
  lookup.budget = account.budget;
  lookup.recognizer = std::make_shared<AzureRecognizer>(
      std::move(recognizer), std::make_shared<azure::FaceClient>(std::move(client), account.transport));
  lookup.service = std::make_shared<LookupService>(std::move(service), lookup.recognizer);
  return lookup;
}

Result<AzureLookup> make_azure_lookup(AzureLookupOptions options) {
  if (std::string problem = problem_of(options); !problem.empty())
    return invalid_argument(std::move(problem));
  return open_lookup(options, {TransactionBudget::make({.rate = options.rate_limit, .daily = options.daily_budget}),
                               azure::make_curl_transport({.ca_file = options.tls_ca_file}), tokens_of(options)});
}

} // namespace facerec

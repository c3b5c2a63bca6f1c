// One lookup service per account, group and models in the process; one budget per resource.
#include "facerec/base/text.h"
#include "lookup/azure_account.h"

#include <map>
#include <mutex>
#include <tuple>
#include <utility>

namespace facerec {
namespace {

// What authorises: a key, or an identity of Entra ID.
using Authority = std::pair<std::string, std::optional<azure::EntraCredential>>;
// Connections belong to it and a certificate store, money to the resource: its two keys spend the same.
using AccountKey = std::tuple<std::string, Authority, std::string>;
using ServiceKey = std::tuple<AccountKey, azure::GroupType, std::string, azure::ApiVersion, std::string, std::string>;

// The same for all ways to write the endpoint of one resource.
std::string resource_of(const AzureLookupOptions &options) {
  const std::string base = to_lower(options.client.endpoint.base());
  const std::string_view port = base.starts_with("https:") ? ":443" : ":80";
  return base.ends_with(port) ? base.substr(0, base.size() - port.size()) : base;
}

AccountKey account_key(const AzureLookupOptions &options) {
  const Authority authority(options.entra ? "" : options.client.api_key, options.entra);
  return {resource_of(options), authority, options.tls_ca_file};
}

ServiceKey service_key(const AzureLookupOptions &options) {
  return {account_key(options),       options.group.type,        options.group.id,
          options.client.api_version, options.recognition_model, options.detection_model};
}

std::vector<std::string> differences(const AzureLookupOptions &wish, const AzureLookupOptions &force) {
  std::vector<std::string> names;
  const auto compare = [&names](const char *name, const auto &a, const auto &b) {
    if (a != b)
      names.emplace_back(name);
  };
  compare("workers", wish.workers, force.workers);
  compare("queue-size", wish.queue_size, force.queue_size);
  compare("batch-size", wish.batch_size, force.batch_size);
  compare("batch-window", wish.batch_window, force.batch_window);
  compare("request-timeout", wish.client.request_timeout, force.client.request_timeout);
  compare("person-cache-ttl", wish.person_cache_ttl, force.person_cache_ttl);
  compare("jpeg-quality", wish.jpeg_quality, force.jpeg_quality);
  return names;
}

class SharedLookups {
public:
  AzureLookup share(AzureLookupOptions options) {
    const std::lock_guard lock(mutex_);
    std::erase_if(services_, [](const auto &each) { return each.second.service.expired(); });
    std::erase_if(transports_, [](const auto &each) { return each.second.expired(); });
    const AzureAccount account{budget_of(options), transport_of(options), tokens_of(options)};
    if (std::optional<AzureLookup> open = find(options))
      return std::move(*open);
    AzureLookup lookup = open_lookup(options, account);
    const ServiceKey key = service_key(options);
    services_.insert_or_assign(key, Service{lookup.recognizer, lookup.service, std::move(options)});
    return lookup;
  }

private:
  struct Service {
    std::weak_ptr<AzureRecognizer> recognizer;
    std::weak_ptr<LookupService> service;
    AzureLookupOptions options; // as it was opened
  };

  std::optional<AzureLookup> find(const AzureLookupOptions &options) {
    const auto found = services_.find(service_key(options));
    if (found == services_.end())
      return std::nullopt;
    AzureLookup lookup;
    lookup.recognizer = found->second.recognizer.lock();
    lookup.service = found->second.service.lock();
    lookup.budget = budgets_.at(resource_of(options));
    lookup.overruled = differences(options, found->second.options);
    return lookup.recognizer && lookup.service ? std::optional(std::move(lookup)) : std::nullopt;
  }

  // With the limits of this user, or the strictest of all who use it now.
  std::shared_ptr<TransactionBudget> budget_of(const AzureLookupOptions &options) {
    std::shared_ptr<TransactionBudget> &budget = budgets_[resource_of(options)];
    if (!budget)
      budget = TransactionBudget::make({.rate = options.rate_limit, .daily = options.daily_budget});
    else if (budget.use_count() == 1) // nobody uses it
      budget->set_limits(options.rate_limit, options.daily_budget);
    else
      budget->tighten(options.rate_limit, options.daily_budget);
    return budget;
  }

  std::shared_ptr<azure::HttpTransport> transport_of(const AzureLookupOptions &options) {
    std::weak_ptr<azure::HttpTransport> &known = transports_[account_key(options)];
    std::shared_ptr<azure::HttpTransport> transport = known.lock();
    if (!transport)
      known = transport = azure::make_curl_transport({.ca_file = options.tls_ca_file});
    return transport;
  }

  std::mutex mutex_; // guards all below; nothing under it waits for I/O
  // For as long as the process lives: what an account has spent is not given back when a pipeline stops and starts.
  std::map<std::string, std::shared_ptr<TransactionBudget>> budgets_; // by resource
  std::map<AccountKey, std::weak_ptr<azure::HttpTransport>> transports_;
  std::map<ServiceKey, Service> services_;
};

} // namespace

Result<AzureLookup> share_azure_lookup(AzureLookupOptions options) {
  if (std::string problem = problem_of(options); !problem.empty())
    return invalid_argument(std::move(problem));
  static auto &lookups = *new SharedLookups; // never destroyed: elements may outlive static objects
  return lookups.share(std::move(options));
}

} // namespace facerec

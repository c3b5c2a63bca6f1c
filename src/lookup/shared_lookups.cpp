// One lookup service per account, group and models in the process; one budget and one pool of connections per account.
#include "lookup/azure_account.h"

#include <map>
#include <mutex>
#include <tuple>
#include <utility>

namespace facerec {
namespace {

// Whoever has the same endpoint and key spends the same money. The certificate store belongs to the connections.
using AccountKey = std::tuple<std::string, std::string, std::string>;
using ServiceKey = std::tuple<AccountKey, azure::GroupType, std::string, azure::ApiVersion, std::string, std::string>;

AccountKey account_key(const AzureLookupOptions &options) {
  return {options.client.endpoint.base(), options.client.api_key, options.tls_ca_file};
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
    forget_closed();
    if (std::optional<AzureLookup> open = find(options))
      return std::move(*open);
    const AzureAccount account = account_of(options);
    AzureLookup lookup = open_lookup(options, account);
    accounts_[account_key(options)] = {account.budget, account.transport};
    const ServiceKey key = service_key(options);
    services_.insert_or_assign(key, Service{lookup.recognizer, lookup.service, std::move(options)});
    return lookup;
  }

private:
  struct Account {
    std::weak_ptr<TransactionBudget> budget;
    std::weak_ptr<azure::HttpTransport> transport;
  };
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
    lookup.budget = account_of(options).budget;
    lookup.overruled = differences(options, found->second.options);
    return lookup.recognizer && lookup.service ? std::optional(std::move(lookup)) : std::nullopt;
  }

  AzureAccount account_of(const AzureLookupOptions &options) {
    const auto found = accounts_.find(account_key(options));
    if (found == accounts_.end())
      return open_account(options);
    AzureAccount account{found->second.budget.lock(), found->second.transport.lock()};
    if (!account.budget || !account.transport)
      return open_account(options);
    account.budget->tighten(options.rate_limit, options.daily_budget);
    return account;
  }

  void forget_closed() {
    std::erase_if(services_, [](const auto &each) { return each.second.service.expired(); });
    std::erase_if(accounts_, [](const auto &each) { return each.second.budget.expired(); });
  }

  std::mutex mutex_; // guards all below; nothing under it waits for I/O
  std::map<AccountKey, Account> accounts_;
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

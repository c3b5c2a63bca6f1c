// What lookup services of one account share, and how a service is opened on it.
#pragma once

#include "facerec/azure/http.h"
#include "facerec/azure/token_source.h"
#include "facerec/lookup/azure_lookup.h"
#include "facerec/lookup/transaction_budget.h"

#include <memory>

namespace facerec {

struct AzureAccount {
  std::shared_ptr<TransactionBudget> budget;       // of the resource, whatever key is used
  std::shared_ptr<azure::HttpTransport> transport; // the connections of one key or Entra identity
  std::shared_ptr<azure::TokenSource> tokens;      // null: the key authorises
};

// Empty where all is well, else the rule that is broken.
std::string problem_of(const AzureLookupOptions &options);

// Null where the key authorises.
std::shared_ptr<azure::TokenSource> tokens_of(const AzureLookupOptions &options);

// `options` must be well.
AzureLookup open_lookup(const AzureLookupOptions &options, const AzureAccount &account);

} // namespace facerec

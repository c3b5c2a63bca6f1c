// What every lookup service of one account (endpoint and key) has in common, and how a service is opened on it.
#pragma once

#include "facerec/azure/http.h"
#include "facerec/lookup/azure_lookup.h"
#include "facerec/lookup/transaction_budget.h"

#include <memory>

namespace facerec {

struct AzureAccount {
  std::shared_ptr<TransactionBudget> budget;
  std::shared_ptr<azure::HttpTransport> transport; // the connections
};

// Empty where all is well, else the rule that is broken.
std::string problem_of(const AzureLookupOptions &options);

// `options` must be well.
AzureLookup open_lookup(const AzureLookupOptions &options, const AzureAccount &account);

} // namespace facerec

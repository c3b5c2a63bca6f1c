// From settings to a running lookup service for Azure AI Face, in one call.
//
//   Result<AzureLookup> lookup = make_azure_lookup({.client = {*endpoint, key}, .group = {GroupType::Large, "staff"}});
//   FaceSession session(options, lookup->service);
#pragma once

#include "facerec/azure/entra.h"
#include "facerec/azure/face_client.h"
#include "facerec/base/result.h"
#include "facerec/lookup/azure_recognizer.h"
#include "facerec/lookup/lookup_service.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace facerec {

struct AzureLookupOptions {
  azure::ClientOptions client;
  // Where set, tokens for this identity authorise the calls, and client.api_key and client.tokens are not looked at.
  std::optional<azure::EntraCredential> entra = std::nullopt;
  std::string tls_ca_file; // PEM; empty: the system's store; also for the token endpoint
  azure::GroupRef group;
  std::string recognition_model = "recognition_04";
  std::string detection_model = "detection_03";
  int workers = 2;             // 1..16
  std::size_t queue_size = 64; // 1..4096
  std::size_t batch_size = 10; // faces that share one Detect and one Identify, 1..10
  std::chrono::milliseconds batch_window{50};
  double rate_limit = 10;         // transactions per second; 0: no limit
  std::uint64_t daily_budget = 0; // transactions from midnight to midnight UTC; 0: no limit
  std::chrono::milliseconds person_cache_ttl{300'000};
  int jpeg_quality = 90; // 1..100
};

struct AzureLookup {
  std::shared_ptr<AzureRecognizer> recognizer; // for its stats
  std::shared_ptr<LookupService> service;
  std::shared_ptr<TransactionBudget> budget;
  // Options that are not in force, because somebody else opened the account with other values: "workers", … The rate
  // and the daily budget are never among them: the strictest of all that use the account count.
  std::vector<std::string> overruled;
};

// The lookup service of this account, group and models: the one that is open in the process, or a new one. The last
// copy of the AzureLookup closes it. Groups have a service each; whoever uses one resource (endpoint) shares its
// budget, which lives as long as the process. Any thread.
Result<AzureLookup> share_azure_lookup(AzureLookupOptions options);

// One for the caller alone. Starts the workers, which check the account in the background: a wrong key is no error
// here. InvalidArgument for a group id that breaks Azure's rules and for numbers out of range.
Result<AzureLookup> make_azure_lookup(AzureLookupOptions options);

} // namespace facerec

// Names faces by Azure AI Face: Detect a picture of up to ten crops, Identify the faces of all of them at once, look
// the names up.
//
// A transaction is one REST call. Per ten faces of a call of recognize(): one Detect of a mosaic (see frame/mosaic.h),
// one Identify (Azure Face v1.2: at most 10 faceIds), and a GET of each candidate that is not in the person cache. A
// face alone is sent as its crop. A mosaic that the service rejects is sent again as single crops; after three
// rejections in a row there are no mosaics for a minute. Calls beyond the permit wait for the account's budget on the
// worker's thread; a stop request ends that wait and aborts a transfer.
//
// When the service as a whole fails, or the day's budget is spent, the rest of the call is not tried: what is open is
// answered at once.
#pragma once

#include "facerec/azure/face_client.h"
#include "facerec/base/time.h"
#include "facerec/lookup/recognizer.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace facerec {

struct AzureRecognizerOptions {
  azure::GroupRef group;
  std::string endpoint; // for messages only
  std::string detection_model = "detection_03";
  std::string recognition_model = "recognition_04";
  int jpeg_quality = 90;                               // 1..100
  std::shared_ptr<TransactionBudget> budget;           // of the account; empty: no limits
  std::chrono::milliseconds person_cache_ttl{300'000}; // 0: names are asked for anew each time
  // Candidates below it are not even told of. Far below any sensible min-confidence, which the track table applies: so
  // that "somebody, but not surely" (low-confidence) can be told from "nobody" (no-match).
  double candidate_threshold = 0.1; // 0..1
  Clock clock = steady_clock();
};

struct RecognizerStats {
  azure::TransactionCounts transactions; // by kind; each costs money
  std::uint64_t throttled = 0;           // answered with 429
  std::uint64_t failed = 0;              // without a usable answer: no connection, timeout, 5xx, malformed
  std::uint64_t refused = 0;             // any other error
  // How long a call took, from its start to its answer or failure, without waiting for the rate.
  std::chrono::microseconds latency_mean{0};
  std::chrono::microseconds latency_p50{0};
  std::chrono::microseconds latency_p95{0};
  std::size_t persons_cached = 0;
  std::uint64_t person_hits = 0; // names that the cache knew
  std::uint64_t person_misses = 0;
};

class AzureRecognizer final : public Recognizer {
public:
  AzureRecognizer(AzureRecognizerOptions options, std::shared_ptr<azure::FaceClient> client);
  ~AzureRecognizer() override;

  // Group (and its recognition model), training, first page of persons: 3 transactions where all is well.
  // An account without Microsoft's approval shows only when a face is looked up.
  AccountStatus check_account(CallContext &context) override;

  // Outcomes: NoFace also for an empty crop and for one that the service rejects as a picture; LowQuality below the
  // query's min_quality, as far as the service says a quality; Throttled after a 429; BudgetSpent; ServiceError for
  // whatever else went wrong, expired faceIds and malformed answers included. Of several faces around a tracked one the
  // nearest counts, and only where it overlaps it. The costs add up to the transactions that the call made.
  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &context,
                                     std::optional<AccountStatus> &status) override;

  RecognizerStats stats() const; // any thread

private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace facerec

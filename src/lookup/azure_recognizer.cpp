#include "facerec/lookup/azure_recognizer.h"

#include "lookup/account_status.h"
#include "lookup/face_choice.h"
#include "lookup/latency_histogram.h"
#include "lookup/person_cache.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

namespace facerec {
namespace {

using azure::Answer;
using azure::FaceClient;
using azure::ServiceError;
using Kind = azure::ServiceError::Kind;

constexpr std::size_t max_faces_per_identify = 10; // Azure Face v1.2, Identify
constexpr int max_candidates = 2;                  // the second shows an ambiguity
constexpr int persons_per_page = 1000;             // Azure Face v1.2, list persons
constexpr std::size_t max_cached_persons = 4096;
constexpr std::chrono::seconds face_id_ttl{60}; // the least that Azure allows: Identify follows at once

azure::CallLimits limits_of(const CallContext &context) { return {context.stop, context.timeout}; }

} // namespace

class AzureRecognizer::Impl {
public:
  Impl(AzureRecognizerOptions options, std::shared_ptr<FaceClient> client);

  AccountStatus check_account(CallContext &context);
  std::vector<Recognition> recognize(std::span<const Query> crops, CallContext &context,
                                     std::optional<AccountStatus> &status);
  RecognizerStats stats() const;

private:
  // In its turn, timed and counted.
  template <class Call> auto transact(CallContext &context, Call call) {
    using Reply = decltype(call(*client_));
    if (context.permit.left() == 0 && options_.budget) {
      auto permit = options_.budget->acquire(1, context.stop);
      if (!permit)
        return Reply(ServiceError{Kind::Cancelled, 0, "", "stopped", std::nullopt});
      context.permit = std::move(*permit);
    }
    const Permit::Call slot = context.permit.left() > 0 ? context.permit.begin() : Permit::Call();
    const TimePoint start = options_.clock();
    Reply reply = call(*client_);
    count(reply ? nullptr : &reply.error(), options_.clock() - start);
    return reply;
  }
  void count(const ServiceError *error, Duration took);

  AccountStatus judge(const ServiceError &error) const;
  std::optional<AccountStatus> judge(const azure::TrainingStatus &training) const;

  // What became of the account; nothing: all well.
  std::optional<AccountStatus> recognize_batch(std::span<const Query> crops, std::span<Recognition> answers,
                                               CallContext &context);
  // The faceId, empty where the account may have none; nothing: no face.
  Answer<std::optional<std::string>> detect(const Crop &crop, CallContext &context);
  std::optional<AccountStatus> identify(std::span<const std::string> face_ids, std::span<Recognition *const> open,
                                        std::span<Recognition> answers, CallContext &context);
  Answer<std::vector<Candidate>> name(const azure::IdentifyResult &result, CallContext &context);
  // Null: there is no such person any more.
  Answer<IdentityPtr> person(const std::string &id, CallContext &context);
  std::optional<AccountStatus> give_up(const ServiceError &error, std::span<Recognition> answers);

  const AzureRecognizerOptions options_;
  const AccountNames names_;
  const std::shared_ptr<FaceClient> client_;
  PersonCache persons_;
  std::atomic<bool> identify_wants_training_ = false; // Identify said so, and no training has succeeded since
  mutable std::mutex mutex_;                          // guards all below; never held during I/O
  LatencyHistogram latency_;
  RecognizerStats stats_;
};

AzureRecognizer::Impl::Impl(AzureRecognizerOptions options, std::shared_ptr<FaceClient> client)
    : options_(std::move(options)), names_{options_.group, options_.endpoint, options_.recognition_model},
      client_(std::move(client)), persons_(options_.person_cache_ttl, max_cached_persons) {}

AccountStatus AzureRecognizer::Impl::check_account(CallContext &context) {
  const auto group =
      transact(context, [&](FaceClient &client) { return client.get_group(options_.group, limits_of(context)); });
  if (!group)
    return judge(group.error());
  if (!group->recognition_model.empty() && group->recognition_model != options_.recognition_model)
    return model_mismatch(group->recognition_model, names_);

  const auto training =
      transact(context, [&](FaceClient &client) { return client.training_status(options_.group, limits_of(context)); });
  if (!training)
    return judge(training.error());
  if (auto status = judge(*training))
    return *status;

  const auto persons = transact(context, [&](FaceClient &client) {
    return client.list_persons(options_.group, "", persons_per_page, limits_of(context));
  });
  if (!persons)
    return judge(persons.error());
  for (const azure::Person &each : *persons)
    persons_.put(each, options_.clock());
  return persons->empty() ? group_empty(names_) : AccountStatus{AccountState::Ready, {}, {}};
}

AccountStatus AzureRecognizer::Impl::judge(const ServiceError &error) const {
  return error.kind == Kind::Cancelled ? AccountStatus{} : status_of(error, names_);
}

std::optional<AccountStatus> AzureRecognizer::Impl::judge(const azure::TrainingStatus &training) const {
  switch (training.state) {
  case azure::TrainingState::NotStarted:
    return group_untrained("", names_);
  case azure::TrainingState::Failed:
    return group_untrained(training.message, names_);
  case azure::TrainingState::Running: // an earlier training serves meanwhile, if there was one
    return identify_wants_training_ ? std::optional(group_in_training(names_)) : std::nullopt;
  case azure::TrainingState::Succeeded:
    break;
  }
  return std::nullopt;
}

std::vector<Recognition> AzureRecognizer::Impl::recognize(std::span<const Query> crops, CallContext &context,
                                                          std::optional<AccountStatus> &status) {
  std::vector<Recognition> answers(crops.size());
  std::optional<AccountStatus> failure;
  for (std::size_t at = 0; at < crops.size() && !failure; at += max_faces_per_identify) {
    const std::size_t count = std::min(max_faces_per_identify, crops.size() - at);
    failure = recognize_batch(crops.subspan(at, count), std::span(answers).subspan(at), context);
  }
  if (failure)
    status = std::move(failure);
  return answers;
}

std::optional<AccountStatus> AzureRecognizer::Impl::recognize_batch(std::span<const Query> crops,
                                                                    std::span<Recognition> answers,
                                                                    CallContext &context) {
  std::vector<std::string> face_ids;
  std::vector<Recognition *> open;
  for (std::size_t i = 0; i < crops.size(); ++i) {
    auto face_id = detect(*crops[i].crop, context);
    if (!face_id)
      return give_up(face_id.error(), answers);
    if (!*face_id) {
      answers[i].outcome = Outcome::NoFace;
      continue;
    }
    if ((*face_id)->empty())
      return approval_missing(names_);
    face_ids.push_back(std::move(**face_id));
    open.push_back(&answers[i]);
  }
  return face_ids.empty() ? std::nullopt : identify(face_ids, open, answers, context);
}

Answer<std::optional<std::string>> AzureRecognizer::Impl::detect(const Crop &crop, CallContext &context) {
  if (crop.pixels.empty())
    return std::optional<std::string>();
  const auto jpeg = encode_jpeg(crop.view(), options_.jpeg_quality);
  if (!jpeg)
    return std::optional<std::string>();
  azure::DetectOptions how;
  how.detection_model = options_.detection_model;
  how.recognition_model = options_.recognition_model;
  how.face_id_ttl = face_id_ttl;
  const auto faces =
      transact(context, [&](FaceClient &client) { return client.detect(*jpeg, how, limits_of(context)); });
  if (!faces && !is_bad_picture(faces.error()))
    return faces.error();
  const azure::DetectedFace *face = faces ? choose_face(*faces, crop.face) : nullptr;
  return face ? std::optional(face->face_id) : std::nullopt;
}

std::optional<AccountStatus> AzureRecognizer::Impl::identify(std::span<const std::string> face_ids,
                                                             std::span<Recognition *const> open,
                                                             std::span<Recognition> answers, CallContext &context) {
  const auto results = transact(context, [&](FaceClient &client) {
    return client.identify(options_.group, face_ids, max_candidates, options_.candidate_threshold, limits_of(context));
  });
  if (!results)
    return give_up(results.error(), answers);
  for (std::size_t i = 0; i < face_ids.size(); ++i) {
    const auto result =
        std::find_if(results->begin(), results->end(), [&](const auto &each) { return each.face_id == face_ids[i]; });
    if (result == results->end())
      continue; // the service left it out: a ServiceError
    auto candidates = name(*result, context);
    if (!candidates)
      return give_up(candidates.error(), answers);
    *open[i] = {Outcome::Candidates, std::move(*candidates), 0};
  }
  identify_wants_training_ = false;
  return std::nullopt;
}

Answer<std::vector<Candidate>> AzureRecognizer::Impl::name(const azure::IdentifyResult &result, CallContext &context) {
  std::vector<Candidate> candidates;
  for (const azure::IdentifyCandidate &each : result.candidates) {
    auto identity = person(each.person_id, context);
    if (!identity)
      return identity.error();
    if (*identity)
      candidates.push_back({std::move(*identity), each.confidence});
  }
  return candidates;
}

Answer<IdentityPtr> AzureRecognizer::Impl::person(const std::string &id, CallContext &context) {
  const PersonCache::Found found = persons_.find(id, options_.clock());
  if (found.fresh)
    return found.identity;
  auto person =
      transact(context, [&](FaceClient &client) { return client.get_person(options_.group, id, limits_of(context)); });
  if (person) {
    person->id = id; // as Identify writes it
    return persons_.put(*person, options_.clock());
  }
  const ServiceError &error = person.error();
  const bool group_is_gone = error.code.ends_with("GroupNotFound");
  if (error.kind == Kind::NotFound && !group_is_gone) {
    persons_.put_missing(id, options_.clock());
    return IdentityPtr();
  }
  if (found.known && azure::is_retryable(error))
    return found.identity; // an old name is better than none
  return error;
}

std::optional<AccountStatus> AzureRecognizer::Impl::give_up(const ServiceError &error, std::span<Recognition> answers) {
  if (error.kind == Kind::Cancelled || is_expired_face(error))
    return std::nullopt;
  if (error.kind == Kind::NotTrained)
    identify_wants_training_ = true;
  if (error.kind == Kind::Throttled)
    for (Recognition &answer : answers)
      if (answer.outcome == Outcome::ServiceError)
        answer.outcome = Outcome::Throttled;
  return status_of(error, names_);
}

void AzureRecognizer::Impl::count(const ServiceError *error, Duration took) {
  if (error && error->kind == Kind::Cancelled)
    return;
  std::lock_guard lock(mutex_);
  latency_.record(std::chrono::duration_cast<std::chrono::microseconds>(took));
  if (!error)
    return;
  if (error->kind == Kind::Throttled)
    ++stats_.throttled;
  else
    ++(azure::is_retryable(*error) ? stats_.failed : stats_.refused);
}

RecognizerStats AzureRecognizer::Impl::stats() const {
  const PersonCache::Stats persons = persons_.stats();
  auto transactions = client_->transactions();
  std::lock_guard lock(mutex_);
  RecognizerStats stats = stats_;
  stats.transactions = std::move(transactions);
  stats.latency_mean = latency_.mean();
  stats.latency_p50 = latency_.percentile(0.5);
  stats.latency_p95 = latency_.percentile(0.95);
  stats.persons_cached = persons.size;
  stats.person_hits = persons.hits;
  stats.person_misses = persons.misses;
  return stats;
}

AzureRecognizer::AzureRecognizer(AzureRecognizerOptions options, std::shared_ptr<FaceClient> client)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(client))) {}
AzureRecognizer::~AzureRecognizer() = default;

AccountStatus AzureRecognizer::check_account(CallContext &context) { return impl_->check_account(context); }
std::vector<Recognition> AzureRecognizer::recognize(std::span<const Query> crops, CallContext &context,
                                                    std::optional<AccountStatus> &status) {
  return impl_->recognize(crops, context, status);
}
RecognizerStats AzureRecognizer::stats() const { return impl_->stats(); }

} // namespace facerec

#include "facerec/lookup/azure_recognizer.h"

#include "facerec/frame/mosaic.h"
#include "lookup/account_status.h"
#include "lookup/face_choice.h"
#include "lookup/latency_histogram.h"
#include "lookup/mosaic_switch.h"
#include "lookup/person_cache.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <ranges>
#include <span>
#include <type_traits>
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

// A face of a call that has no answer yet.
struct OpenFace {
  const Query *query = nullptr;
  Recognition *answer = nullptr;
  std::string face_id; // from Detect
};
using OpenFaces = std::span<OpenFace>;

// Why a transaction gave nothing.
struct Failure {
  ServiceError error;
  bool budget_spent = false; // it was never made
};

// The transaction was for all of them alike.
void charge(OpenFaces faces) {
  for (OpenFace &face : faces)
    face.answer->cost += 1.0 / static_cast<double>(faces.size());
}

std::vector<const Crop *> crops_of(OpenFaces faces) {
  std::vector<const Crop *> crops;
  for (const OpenFace &face : faces)
    crops.push_back(face.query->crop);
  return crops;
}

std::vector<std::string> ids_of(OpenFaces faces) {
  std::vector<std::string> ids;
  for (const OpenFace &face : faces)
    ids.push_back(face.face_id);
  return ids;
}

// A picture that could not even be made.
ServiceError no_picture(std::string message) {
  return {Kind::Rejected, 0, "InvalidImage", std::move(message), std::nullopt, false};
}

// Identify was asked about a face and says nothing of it: left to itself that would be paid for again and again.
ServiceError no_result() { return {Kind::Malformed, 200, "", "Identify left a face out", std::nullopt, true}; }

// Limited Access was never approved: Azure leaves the faceId out, or says so in these words.
ServiceError no_face_id() {
  return {Kind::Forbidden, 200, "UnsupportedFeature", "Detect gave no faceId", std::nullopt, true};
}

bool is_below(azure::Quality quality, FaceQuality least) {
  static_assert(static_cast<int>(azure::Quality::Low) == static_cast<int>(FaceQuality::Low) &&
                static_cast<int>(azure::Quality::High) == static_cast<int>(FaceQuality::High));
  return static_cast<int>(quality) < static_cast<int>(least);
}

// Notes what Detect says of a face: its id, or that there is none to be identified.
std::optional<Failure> settle(OpenFace &face, const azure::DetectedFace *detected) {
  if (!detected) {
    face.answer->outcome = Outcome::NoFace;
    return std::nullopt;
  }
  if (detected->face_id.empty())
    return Failure{no_face_id()};
  if (detected->quality && is_below(*detected->quality, face.query->min_quality))
    face.answer->outcome = Outcome::LowQuality;
  else
    face.face_id = detected->face_id;
  return std::nullopt;
}

void answer_open(std::span<Recognition> answers, Outcome outcome) {
  for (Recognition &answer : answers)
    if (answer.outcome == Outcome::ServiceError)
      answer.outcome = outcome;
}

} // namespace

class AzureRecognizer::Impl {
public:
  Impl(AzureRecognizerOptions options, std::shared_ptr<FaceClient> client);

  AccountStatus check_account(CallContext &context);
  std::vector<Recognition> recognize(std::span<const Query> queries, CallContext &context,
                                     std::optional<AccountStatus> &status);
  RecognizerStats stats() const;

private:
  // One transaction: in its turn, timed, counted, and charged to the faces it is for.
  template <class Call> auto transact(CallContext &context, OpenFaces payers, Call call) {
    const azure::CallLimits limits{context.stop, context.timeout};
    using Value = std::remove_cvref_t<decltype(*call(*client_, limits))>;
    using Reply = Result<Value, Failure>;
    auto turn = await_turn(context);
    if (!turn)
      return Reply(turn.error());
    const TimePoint start = options_.clock();
    auto answer = call(*client_, limits);
    count(answer ? nullptr : &answer.error(), options_.clock() - start);
    if (answer || answer.error().sent)
      charge(payers);
    else
      turn->withdraw();
    return answer ? Reply(std::move(*answer)) : Reply(Failure{answer.error()});
  }
  Result<Permit::Call, Failure> await_turn(CallContext &context);
  void count(const ServiceError *error, Duration took);

  AccountStatus judge(const Failure &failure) const;
  std::optional<AccountStatus> judge(const azure::TrainingStatus &training) const;

  // What made the rest of the batch impossible; nothing: each face has its answer.
  std::optional<Failure> recognize_batch(std::span<const Query> queries, std::span<Recognition> answers,
                                         CallContext &context);
  // Gives each face its id, or an answer.
  std::optional<Failure> detect(OpenFaces faces, CallContext &context);
  std::optional<Failure> detect_in(const Mosaic &picture, OpenFaces faces, CallContext &context);
  std::optional<Failure> detect_singly(OpenFaces faces, CallContext &context);
  azure::DetectOptions detect_options(OpenFaces faces) const;

  std::optional<Failure> identify(OpenFaces faces, CallContext &context);
  std::optional<Failure> name(OpenFace &face, const azure::IdentifyResult &result, CallContext &context);
  IdentityPtr rival(const std::string &id) const;
  // How many there are on the first page. All of them are cached.
  Result<std::size_t, Failure> list_persons(OpenFaces payers, CallContext &context);
  bool take_listing();
  bool was_just_listed() const;
  // Null: there is no such person any more.
  Result<IdentityPtr, Failure> person(const std::string &id, OpenFace &face, CallContext &context);

  // The answers of whoever is open, and what became of the account; nothing: the failure says nothing of it.
  std::optional<AccountStatus> give_up(const Failure &failure, std::span<Recognition> answers);

  const AzureRecognizerOptions options_;
  const AccountNames names_;
  const std::shared_ptr<FaceClient> client_;
  PersonCache persons_;
  MosaicSwitch mosaics_;
  std::atomic<bool> identify_wants_training_ = false; // Identify said so, and no training has succeeded since
  mutable std::mutex mutex_;                          // guards all below; never held during I/O
  bool group_fits_a_page_ = false;
  TimePoint last_listed_{};
  LatencyHistogram latency_;
  RecognizerStats stats_;
};

AzureRecognizer::Impl::Impl(AzureRecognizerOptions options, std::shared_ptr<FaceClient> client)
    : options_(std::move(options)), names_{options_.group, options_.endpoint, options_.recognition_model},
      client_(std::move(client)), persons_(options_.person_cache_ttl, max_cached_persons) {}

Result<Permit::Call, Failure> AzureRecognizer::Impl::await_turn(CallContext &context) {
  if (context.permit.left() > 0)
    return context.permit.begin();
  if (!options_.budget)
    return Permit::Call();
  auto permit = options_.budget->acquire(1, context.stop);
  if (!permit)
    return Failure{{Kind::Cancelled, 0, "", "the call was not made", std::nullopt, false},
                   permit.error() == TransactionBudget::Refusal::Spent};
  return permit->begin();
}

AccountStatus AzureRecognizer::Impl::check_account(CallContext &context) {
  const auto group = transact(context, {}, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.get_group(options_.group, limits);
  });
  if (!group)
    return judge(group.error());
  if (!group->recognition_model.empty() && group->recognition_model != options_.recognition_model)
    return model_mismatch(group->recognition_model, names_);

  const auto training = transact(context, {}, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.training_status(options_.group, limits);
  });
  if (!training)
    return judge(training.error());
  if (auto status = judge(*training))
    return *status;

  const auto persons = list_persons({}, context);
  if (!persons)
    return judge(persons.error());
  return *persons == 0 ? group_empty(names_) : AccountStatus{AccountState::Ready, {}, {}};
}

Result<std::size_t, Failure> AzureRecognizer::Impl::list_persons(OpenFaces payers, CallContext &context) {
  const auto persons = transact(context, payers, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.list_persons(options_.group, "", persons_per_page, limits);
  });
  if (!persons)
    return persons.error();
  const TimePoint now = options_.clock();
  for (const azure::Person &each : *persons)
    persons_.put(each, now);
  std::lock_guard lock(mutex_);
  group_fits_a_page_ = persons->size() < persons_per_page;
  last_listed_ = now;
  return persons->size();
}

// One list for all is cheaper than asking for each name, where one page holds the group. Only one caller gets to do it.
bool AzureRecognizer::Impl::take_listing() {
  const TimePoint now = options_.clock();
  std::lock_guard lock(mutex_);
  const bool due = options_.person_cache_ttl.count() > 0 && now - last_listed_ >= options_.person_cache_ttl;
  if (!group_fits_a_page_ || !due)
    return false;
  last_listed_ = now;
  return true;
}

bool AzureRecognizer::Impl::was_just_listed() const {
  constexpr std::chrono::seconds just{10};
  const TimePoint now = options_.clock();
  std::lock_guard lock(mutex_);
  return group_fits_a_page_ && now - last_listed_ < just;
}

AccountStatus AzureRecognizer::Impl::judge(const Failure &failure) const {
  if (failure.budget_spent)
    return budget_spent(options_.budget->daily());
  return failure.error.kind == Kind::Cancelled ? AccountStatus{} : status_of(failure.error, names_);
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

std::vector<Recognition> AzureRecognizer::Impl::recognize(std::span<const Query> queries, CallContext &context,
                                                          std::optional<AccountStatus> &status) {
  std::vector<Recognition> answers(queries.size());
  for (std::size_t at = 0; at < queries.size(); at += max_faces_per_identify) {
    const std::size_t count = std::min(max_faces_per_identify, queries.size() - at);
    const auto rest = std::span(answers).subspan(at);
    if (const auto failure = recognize_batch(queries.subspan(at, count), rest, context)) {
      if (auto account = give_up(*failure, rest))
        status = std::move(account);
      break;
    }
  }
  return answers;
}

std::optional<Failure> AzureRecognizer::Impl::recognize_batch(std::span<const Query> queries,
                                                              std::span<Recognition> answers, CallContext &context) {
  std::vector<OpenFace> faces;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (is_drawable(*queries[i].crop))
      faces.push_back({&queries[i], &answers[i], {}});
    else
      answers[i].outcome = Outcome::NoFace;
  }
  if (auto failure = detect(faces, context))
    return failure;
  std::erase_if(faces, [](const OpenFace &face) { return face.face_id.empty(); });
  return identify(faces, context);
}

std::optional<Failure> AzureRecognizer::Impl::detect(OpenFaces faces, CallContext &context) {
  if (faces.size() < 2 || !mosaics_.take(options_.clock()))
    return detect_singly(faces, context);
  auto failure = detect_in(plan_mosaic(crops_of(faces)), faces, context);
  if (!failure)
    mosaics_.accepted();
  if (!failure || !is_bad_mosaic(failure->error))
    return failure;
  mosaics_.rejected(options_.clock());
  return detect_singly(faces, context);
}

std::optional<Failure> AzureRecognizer::Impl::detect_singly(OpenFaces faces, CallContext &context) {
  for (OpenFace &face : faces) {
    auto failure = detect_in(plan_single(*face.query->crop), {&face, 1}, context);
    if (!failure)
      continue;
    if (!is_bad_picture(failure->error))
      return failure;
    face.answer->outcome = Outcome::NoFace;
  }
  return std::nullopt;
}

std::optional<Failure> AzureRecognizer::Impl::detect_in(const Mosaic &picture, OpenFaces faces, CallContext &context) {
  const auto jpeg = encode_mosaic(picture, crops_of(faces), options_.jpeg_quality);
  if (!jpeg)
    return Failure{no_picture(jpeg.error().message)};
  const auto detected = transact(context, faces, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.detect(*jpeg, detect_options(faces), limits);
  });
  if (!detected)
    return detected.error();
  for (std::size_t i = 0; i < faces.size(); ++i)
    if (auto failure = settle(faces[i], choose_face(*detected, picture.tiles[i])))
      return failure;
  return std::nullopt;
}

azure::DetectOptions AzureRecognizer::Impl::detect_options(OpenFaces faces) const {
  azure::DetectOptions how;
  how.detection_model = options_.detection_model;
  how.recognition_model = options_.recognition_model;
  how.face_id_ttl = face_id_ttl;
  how.return_quality = std::any_of(faces.begin(), faces.end(),
                                   [](const OpenFace &face) { return face.query->min_quality > FaceQuality::Low; });
  return how;
}

std::optional<Failure> AzureRecognizer::Impl::identify(OpenFaces faces, CallContext &context) {
  if (faces.empty())
    return std::nullopt;
  const auto results = transact(context, faces, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.identify(options_.group, ids_of(faces), max_candidates, options_.candidate_threshold, limits);
  });
  if (!results)
    return results.error();
  identify_wants_training_ = false;
  bool left_out = false;
  for (OpenFace &face : faces) {
    const auto result =
        std::find_if(results->begin(), results->end(), [&](const auto &each) { return each.face_id == face.face_id; });
    left_out = left_out || result == results->end();
    if (result == results->end())
      continue;
    if (auto failure = name(face, *result, context))
      return failure;
  }
  return left_out ? std::optional(Failure{no_result()}) : std::nullopt;
}

std::optional<Failure> AzureRecognizer::Impl::name(OpenFace &face, const azure::IdentifyResult &result,
                                                   CallContext &context) {
  face.answer->outcome = Outcome::Candidates;
  if (result.candidates.empty())
    return std::nullopt;
  auto best = person(result.candidates[0].person_id, face, context);
  if (!best) {
    face.answer->outcome = Outcome::ServiceError;
    return best.error();
  }
  if (!*best) // deleted since the training: whoever is most like it, the face is nobody we know
    return std::nullopt;
  face.answer->candidates.push_back({std::move(*best), result.candidates[0].confidence});
  for (const azure::IdentifyCandidate &other : result.candidates | std::views::drop(1))
    face.answer->candidates.push_back({rival(other.person_id), other.confidence});
  return std::nullopt;
}

// Only the confidence of those behind counts, and no call is spent on their names.
IdentityPtr AzureRecognizer::Impl::rival(const std::string &id) const {
  const IdentityPtr known = persons_.peek(id);
  return known ? known : std::make_shared<const Identity>(Identity{id, "", {}});
}

Result<IdentityPtr, Failure> AzureRecognizer::Impl::person(const std::string &id, OpenFace &face,
                                                           CallContext &context) {
  PersonCache::Found found = persons_.find(id, options_.clock());
  if (!found.fresh && take_listing() && list_persons({&face, 1}, context))
    found = persons_.find(id, options_.clock());
  if (found.fresh || (found.known && was_just_listed()))
    return found.identity;
  auto person = transact(context, {&face, 1}, [&](FaceClient &client, const azure::CallLimits &limits) {
    return client.get_person(options_.group, id, limits);
  });
  if (person) {
    person->id = id; // as Identify writes it
    return persons_.put(*person, options_.clock());
  }
  const ServiceError &error = person.error().error;
  const bool group_is_gone = error.code.ends_with("GroupNotFound");
  if (error.kind == Kind::NotFound && !group_is_gone) {
    persons_.put_missing(id, options_.clock());
    return IdentityPtr();
  }
  if (error.kind == Kind::Rejected && !error.sent)
    return IdentityPtr(); // what Identify gave is no id of anybody
  if (found.known && (azure::is_retryable(error) || person.error().budget_spent))
    return found.identity; // an old name is better than none
  return person.error();
}

std::optional<AccountStatus> AzureRecognizer::Impl::give_up(const Failure &failure, std::span<Recognition> answers) {
  if (failure.budget_spent)
    answer_open(answers, Outcome::BudgetSpent);
  else if (failure.error.kind == Kind::Cancelled)
    return std::nullopt;
  if (failure.error.kind == Kind::NotTrained)
    identify_wants_training_ = true;
  if (failure.error.kind == Kind::Throttled)
    answer_open(answers, Outcome::Throttled);
  return judge(failure);
}

void AzureRecognizer::Impl::count(const ServiceError *error, Duration took) {
  if (error && (error->kind == Kind::Cancelled || !error->sent))
    return;
  if (error && error->kind == Kind::Throttled && error->retry_after && options_.budget)
    options_.budget->pause(*error->retry_after); // everybody, and at once
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
std::vector<Recognition> AzureRecognizer::recognize(std::span<const Query> queries, CallContext &context,
                                                    std::optional<AccountStatus> &status) {
  return impl_->recognize(queries, context, status);
}
RecognizerStats AzureRecognizer::stats() const { return impl_->stats(); }

} // namespace facerec

// What the server remembers: groups, persons, faces and what was trained, in SQLite.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_gallery.h"
#include "server/database.h"
#include "server/group_words.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::server {

// Why the store did not do it.
enum class StoreError {
  GroupNotFound,
  GroupExists,
  TooManyGroups, // see StoreLimits
  TooManyPersons,
  PersonNotFound,
  FaceNotFound,
  TooManyFaces,    // a person has max_faces_per_person
  TrainingRunning, // the group is being trained
  NeverTrained,    // nobody asked for a training yet
  Failed,          // the database refused (disk full, …); last_failure() says why
};
template <class T> using Stored = Result<T, StoreError>;

inline constexpr int max_faces_per_person = 248; // Azure Face v1.2, Add Large Person Group Person Face

// Azure Face, quotas and limits, S0 tier.
struct StoreLimits {
  std::int64_t groups = 1'000'000; // of each kind
  std::int64_t persons_in_large = 1'000'000;
  std::int64_t persons_in_standard = 10'000;
};

struct GroupRecord {
  GroupRef ref;
  std::string name;
  std::string user_data; // empty: none
  std::string recognition_model;
};

struct PersonRecord {
  std::string id;
  std::string name;
  std::string user_data; // empty: none
  std::vector<std::string> face_ids;
};

struct FaceRecord {
  std::string id;
  std::string user_data; // empty: none
  std::string encoder;   // FaceEncoder::name()
  Encoding encoding;
  std::string image{}; // kept_image() of it; empty: none is kept
};

// What an update changes; what is not set stays.
struct Changes {
  std::optional<std::string> name;
  std::optional<std::string> user_data;
};

struct TrainingRecord {
  std::string status; // "running", "succeeded", "failed"
  std::string created;
  std::string last_action;
  std::optional<std::string> last_success; // times are UTC, ISO 8601
  std::optional<std::string> message;      // why it failed
};

// Any thread. Every change is one transaction and on the disk before its call returns.
class Store {
public:
  // Opens or makes `path`. Malformed where it is no database, or one of a newer program.
  static Result<std::unique_ptr<Store>> open(const std::string &path, const StoreLimits &limits = {});

  Stored<void> create_group(const GroupRecord &group);
  Stored<GroupRecord> group(const GroupRef &group);
  // Ids greater than `start`, in order, at most `top`.
  Stored<std::vector<GroupRecord>> groups(GroupType type, std::string_view start, int top);
  Stored<void> update_group(const GroupRef &group, const Changes &changes);
  Stored<void> delete_group(const GroupRef &group);

  Stored<void> create_person(const GroupRef &group, const PersonRecord &person);
  Stored<PersonRecord> person(const GroupRef &group, std::string_view id);
  Stored<std::vector<PersonRecord>> persons(const GroupRef &group, std::string_view start, int top);
  Stored<void> update_person(const GroupRef &group, std::string_view id, const Changes &changes);
  Stored<void> delete_person(const GroupRef &group, std::string_view id);

  Stored<void> add_face(const GroupRef &group, std::string_view person, const FaceRecord &face);
  // The encoding is left empty.
  Stored<FaceRecord> face(const GroupRef &group, std::string_view person, std::string_view id);
  Stored<void> update_face(const GroupRef &group, std::string_view person, std::string_view id,
                           std::string_view user_data);
  Stored<void> delete_face(const GroupRef &group, std::string_view person, std::string_view id);

  // Of the person's faces as they are now, trained or not, those that `encoder` made.
  Stored<std::vector<Encoding>> encodings(const GroupRef &group, std::string_view person, std::string_view encoder);

  // Faces of the group of which a picture is kept, and which another encoder than `encoder` made.
  Stored<std::vector<std::string>> faces_to_encode(const GroupRef &group, std::string_view encoder);
  Stored<std::string> face_image(std::string_view face); // FaceNotFound where none is kept
  Stored<void> set_encoding(std::string_view face, std::string_view encoder, const Encoding &encoding);

  // Marks the group as being trained.
  Stored<void> begin_training(const GroupRef &group);
  // Makes the group's present persons and faces the trained ones, all at once, and says how many faces there are that
  // `encoder` made. The training failed where there is none; what was trained before stays then.
  // NeverTrained where no training is under way.
  Stored<int> finish_training(const GroupRef &group, std::string_view encoder);
  // For a training that could not be finished. Does nothing where the group is not being trained.
  Stored<void> fail_training(const GroupRef &group, std::string_view message);
  Stored<TrainingRecord> training(const GroupRef &group);
  // Groups whose training was under way when the program ended.
  Stored<std::vector<GroupRef>> interrupted_trainings();
  // The faces of the last training that succeeded, as far as `encoder` made them.
  Stored<std::vector<GalleryFace>> trained_faces(const GroupRef &group, std::string_view encoder);

  std::string last_failure() const;

private:
  Store(std::unique_ptr<Database> database, const StoreLimits &limits)
      : limits_(limits), database_(std::move(database)) {}

  template <class Body> auto transaction(Body body) -> decltype(body());
  // Row numbers, or what is not there. In a transaction, like all that follows.
  Stored<std::int64_t> find_group(const GroupRef &group);
  Stored<std::int64_t> find_person(const GroupRef &group, std::string_view id);
  std::vector<std::string> face_ids(std::int64_t person_row);

  bool is_full(std::int64_t group_row, GroupType type);
  void count_persons(std::int64_t group_row, std::int64_t change);
  bool is_training(std::int64_t group_row);
  void note_failed_training(std::int64_t group_row, std::string_view message);

  const StoreLimits limits_;
  mutable std::mutex mutex_; // guards everything below
  std::unique_ptr<Database> database_;
  std::string last_failure_;
};

} // namespace facerec::server

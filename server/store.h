// What the server remembers: groups, persons, faces and what was trained, in SQLite.
#pragma once

#include "facerec/base/result.h"
#include "facerec/vision/face_gallery.h"
#include "server/database.h"

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
  PersonNotFound,
  FaceNotFound,
  TooManyFaces,    // a person has max_faces_per_person
  TrainingRunning, // the group is being trained
  NeverTrained,    // nobody asked for a training yet
  Failed,          // the database refused (disk full, …); last_failure() says why
};
template <class T> using Stored = Result<T, StoreError>;

inline constexpr int max_faces_per_person = 248; // Azure Face v1.2, Add Large Person Group Person Face

struct GroupRecord {
  std::string id;
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
  static Result<std::unique_ptr<Store>> open(const std::string &path);

  Stored<void> create_group(const GroupRecord &group);
  Stored<GroupRecord> group(std::string_view id);
  // Ids greater than `start`, in order, at most `top`.
  Stored<std::vector<GroupRecord>> groups(std::string_view start, int top);
  Stored<void> update_group(std::string_view id, const Changes &changes);
  Stored<void> delete_group(std::string_view id);

  Stored<void> create_person(std::string_view group, const PersonRecord &person);
  Stored<PersonRecord> person(std::string_view group, std::string_view id);
  Stored<std::vector<PersonRecord>> persons(std::string_view group, std::string_view start, int top);
  Stored<void> update_person(std::string_view group, std::string_view id, const Changes &changes);
  Stored<void> delete_person(std::string_view group, std::string_view id);

  Stored<void> add_face(std::string_view group, std::string_view person, const FaceRecord &face);
  // The encoding is left empty.
  Stored<FaceRecord> face(std::string_view group, std::string_view person, std::string_view id);
  Stored<void> delete_face(std::string_view group, std::string_view person, std::string_view id);

  // Faces of the group of which a picture is kept, and which another encoder than `encoder` made.
  Stored<std::vector<std::string>> faces_to_encode(std::string_view group, std::string_view encoder);
  Stored<std::string> face_image(std::string_view face); // FaceNotFound where none is kept
  Stored<void> set_encoding(std::string_view face, std::string_view encoder, const Encoding &encoding);

  // Marks the group as being trained.
  Stored<void> begin_training(std::string_view group);
  // Makes the group's present persons and faces the trained ones, all at once, and says how many faces there are that
  // `encoder` made. The training failed where there is none; what was trained before stays then.
  Stored<int> finish_training(std::string_view group, std::string_view encoder);
  Stored<TrainingRecord> training(std::string_view group);
  // Groups whose training was under way when the program ended.
  Stored<std::vector<std::string>> interrupted_trainings();
  // The faces of the last training that succeeded, as far as `encoder` made them.
  Stored<std::vector<GalleryFace>> trained_faces(std::string_view group, std::string_view encoder);

  std::string last_failure() const;

private:
  explicit Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}

  Result<void> make_schema();
  template <class Body> auto transaction(Body body) -> decltype(body());
  std::int64_t group_row(std::string_view id);                          // 0: there is none
  std::int64_t person_row(std::int64_t group_row, std::string_view id); // likewise
  std::vector<std::string> face_ids(std::int64_t person_row);

  mutable std::mutex mutex_; // guards everything below
  std::unique_ptr<Database> database_;
  std::string last_failure_;
};

} // namespace facerec::server

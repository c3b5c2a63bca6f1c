#include "server/store.h"

#include "server/store_transaction.h"

namespace facerec::server {
namespace {

constexpr const char *nobody_to_train = "The group has no persisted face; add faces to its persons first.";
constexpr const char *other_encoder =
    "Every persisted face was encoded by another recognizer than the server runs now; add the faces again.";

GroupType type_of(std::string_view kind) {
  return kind == words_of(GroupType::Large).collection ? GroupType::Large : GroupType::Standard;
}

} // namespace

bool Store::is_training(std::int64_t group_row) {
  Statement select = database_->prepare("SELECT training_status FROM person_group WHERE row=?");
  return select.bind(1, group_row).next() && select.text(0) == "running";
}

Stored<void> Store::begin_training(const GroupRef &group) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    if (is_training(*row))
      return StoreError::TrainingRunning;
    database_
        ->prepare("UPDATE person_group SET training_status='running', training_message=NULL,"
                  " training_created=strftime('%Y-%m-%dT%H:%M:%fZ','now'),"
                  " training_last_action=strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE row=?")
        .bind(1, *row)
        .run();
    return {};
  });
}

void Store::note_failed_training(std::int64_t group_row, std::string_view message) {
  database_
      ->prepare("UPDATE person_group SET training_status='failed', training_message=?2,"
                " training_last_action=strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE row=?1")
      .bind(1, group_row)
      .bind(2, message)
      .run();
}

Stored<void> Store::fail_training(const GroupRef &group, std::string_view message) {
  return transaction([&]() -> Stored<void> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    if (is_training(*row))
      note_failed_training(*row, message);
    return {};
  });
}

Stored<int> Store::finish_training(const GroupRef &group, std::string_view encoder) {
  return transaction([&]() -> Stored<int> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    if (!is_training(*row)) // the group was deleted and made anew meanwhile
      return StoreError::NeverTrained;
    Statement count = database_->prepare("SELECT count(*), coalesce(sum(face.encoder=?2), 0) FROM face"
                                         " JOIN person ON person.row=face.person_row WHERE person.group_row=?1");
    if (!count.bind(1, *row).bind(2, encoder).next())
      return StoreError::Failed;
    const auto usable = static_cast<int>(count.number(1));
    if (usable == 0) {
      note_failed_training(*row, count.number(0) == 0 ? nobody_to_train : other_encoder);
      return 0;
    }
    database_->prepare("DELETE FROM trained_face WHERE group_row=?").bind(1, *row).run();
    database_
        ->prepare("INSERT INTO trained_face(group_row, person_id, encoder, encoding)"
                  " SELECT ?1, person.id, face.encoder, face.encoding FROM face"
                  " JOIN person ON person.row=face.person_row WHERE person.group_row=?1 AND face.encoder=?2")
        .bind(1, *row)
        .bind(2, encoder)
        .run();
    database_
        ->prepare("UPDATE person_group SET training_status='succeeded', training_message=NULL,"
                  " training_last_action=strftime('%Y-%m-%dT%H:%M:%fZ','now'),"
                  " training_last_success=strftime('%Y-%m-%dT%H:%M:%fZ','now') WHERE row=?")
        .bind(1, *row)
        .run();
    return usable;
  });
}

Stored<TrainingRecord> Store::training(const GroupRef &group) {
  return transaction([&]() -> Stored<TrainingRecord> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    Statement select =
        database_->prepare("SELECT training_status, training_created, training_last_action, training_last_success,"
                           " training_message FROM person_group WHERE row=?");
    if (!select.bind(1, *row).next() || !select.optional_text(0))
      return StoreError::NeverTrained;
    return TrainingRecord{select.text(0), select.text(1), select.text(2), select.optional_text(3),
                          select.optional_text(4)};
  });
}

Stored<std::vector<GroupRef>> Store::interrupted_trainings() {
  return transaction([&]() -> Stored<std::vector<GroupRef>> {
    Statement select = database_->prepare("SELECT kind, id FROM person_group WHERE training_status='running'");
    std::vector<GroupRef> groups;
    while (select.next())
      groups.push_back({type_of(select.text(0)), select.text(1)});
    return groups;
  });
}

Stored<std::vector<GalleryFace>> Store::trained_faces(const GroupRef &group, std::string_view encoder) {
  return transaction([&]() -> Stored<std::vector<GalleryFace>> {
    const Stored<std::int64_t> row = find_group(group);
    if (!row)
      return row.error();
    Statement select =
        database_->prepare("SELECT person_id, encoding FROM trained_face WHERE group_row=? AND encoder=?");
    select.bind(1, *row).bind(2, encoder);
    std::vector<GalleryFace> faces;
    while (select.next()) {
      const std::span<const float> encoding = select.blob(1);
      faces.push_back({select.text(0), Encoding(encoding.begin(), encoding.end())});
    }
    return faces;
  });
}

} // namespace facerec::server

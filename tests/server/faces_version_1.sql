-- A database as the first version of the store left it: one group, trained, with one person of one face; and one that
-- was never trained.
PRAGMA journal_mode=WAL;
BEGIN;
CREATE TABLE person_group(
  row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, user_data TEXT NOT NULL,
  recognition_model TEXT NOT NULL,
  training_status TEXT, training_created TEXT, training_last_action TEXT, training_last_success TEXT,
  training_message TEXT);
CREATE TABLE person(
  row INTEGER PRIMARY KEY, group_row INTEGER NOT NULL REFERENCES person_group(row) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, user_data TEXT NOT NULL);
CREATE INDEX person_by_group ON person(group_row, id);
CREATE TABLE face(
  row INTEGER PRIMARY KEY, person_row INTEGER NOT NULL REFERENCES person(row) ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, user_data TEXT NOT NULL, encoder TEXT NOT NULL, encoding BLOB NOT NULL);
CREATE INDEX face_by_person ON face(person_row, id);
CREATE TABLE trained_face(
  group_row INTEGER NOT NULL REFERENCES person_group(row) ON DELETE CASCADE,
  person_id TEXT NOT NULL, encoder TEXT NOT NULL, encoding BLOB NOT NULL);
CREATE INDEX trained_face_by_group ON trained_face(group_row);
INSERT INTO person_group VALUES
  (1, 'empty', 'Empty', '', 'recognition_03', NULL, NULL, NULL, NULL, NULL),
  (2, 'g', 'G', 'data of the group', 'recognition_04', 'succeeded', '2026-01-01T00:00:00.000Z',
   '2026-01-01T00:00:01.000Z', '2026-01-01T00:00:01.000Z', NULL);
INSERT INTO person VALUES(1, 2, 'p', 'Ada', 'data of the person');
INSERT INTO face VALUES(1, 1, 'f', 'data of the face', 'lbph', x'9A99193FCDCC4C3F');
INSERT INTO trained_face VALUES(2, 'p', 'lbph', x'9A99193FCDCC4C3F');
PRAGMA user_version=1;
COMMIT;

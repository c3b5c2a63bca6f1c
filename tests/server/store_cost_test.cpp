// What the store does must not cost more because there are more persons.
#include "server/store.h"
#include "tests/support/test_data.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>

namespace facerec::server {
namespace {

// Steps of SQLite's virtual machine in every connection that is opened while a StepCounter lives.
class StepCounter {
public:
  StepCounter() { sqlite3_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  ~StepCounter() { sqlite3_cancel_auto_extension(reinterpret_cast<void (*)()>(&watch)); }
  StepCounter(const StepCounter &) = delete;
  StepCounter &operator=(const StepCounter &) = delete;

  template <class Work> static long steps_of(Work work) {
    steps = 0;
    work();
    return steps;
  }

private:
  static int watch(sqlite3 *database, char **, const sqlite3_api_routines *) {
    sqlite3_progress_handler(database, 1, &count, nullptr);
    return SQLITE_OK;
  }

  static int count(void *) {
    ++steps;
    return 0; // go on
  }

  inline static long steps = 0;
};

class StoreCostTest : public ::testing::Test {
protected:
  StoreCostTest() {
    auto opened = Store::open(path);
    if (!opened)
      throw std::runtime_error(opened.error().message);
    store = std::move(*opened);
    EXPECT_TRUE(store->create_group({g, "G", "", "recognition_04"}));
  }

  // Persons of one face each, all in one transaction, which the store has no need for.
  void add_persons(int first, int count) const {
    const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(first) +
                                " UNION ALL SELECT i+1 FROM n WHERE i<" + std::to_string(first + count - 1) + ") ";
    const std::string sql = "BEGIN; INSERT INTO person(row, group_row, id, name, user_data) " + numbers +
                            "SELECT i, 1, printf('p%06d', i), 'n', '' FROM n;"
                            "INSERT INTO face(person_row, id, user_data, encoder, encoding) " +
                            numbers +
                            "SELECT i, printf('f%06d', i), '', 'e', x'0000803F' FROM n;"
                            "UPDATE person_group SET person_count=(SELECT count(*) FROM person); COMMIT;";
    sqlite3 *database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database);
    sqlite3_close(database);
  }

  // A call of each kind that a long enrolment makes.
  std::map<std::string, long> costs(const std::string &name) {
    const FaceRecord face{"face of " + name, "", "e", {1.0F}};
    std::map<std::string, long> steps;
    steps["create"] = StepCounter::steps_of([&] { EXPECT_TRUE(store->create_person(g, {name, "n", "", {}})); });
    steps["add face"] = StepCounter::steps_of([&] { EXPECT_TRUE(store->add_face(g, name, face)); });
    steps["get"] = StepCounter::steps_of([&] { EXPECT_TRUE(store->person(g, name)); });
    steps["page"] = StepCounter::steps_of([&] { EXPECT_EQ(store->persons(g, "p000050", 20)->size(), 20U); });
    steps["delete"] = StepCounter::steps_of([&] { EXPECT_TRUE(store->delete_person(g, name)); });
    return steps;
  }

  const GroupRef g{GroupType::Large, "g"};
  test::TemporaryDirectory directory;
  const std::string path = directory.path() / "faces.db";
  StepCounter counter;
  std::unique_ptr<Store> store;
};

TEST_F(StoreCostTest, OfACallIsTheSameAmong100PersonsAndAmong10000) {
  add_persons(1, 100);
  costs("p to prepare the statements");
  const std::map<std::string, long> among_100 = costs("p one");
  add_persons(101, 9900);
  const std::map<std::string, long> among_10000 = costs("p another");
  for (const auto &[call, steps] : among_100) {
    EXPECT_GT(steps, 0) << call;
    EXPECT_LE(among_10000.at(call), steps * 5 / 4) << call;
  }
}

TEST_F(StoreCostTest, PagesOf10000PersonsHoldEachOnce) {
  add_persons(1, 10000);
  std::vector<std::string> ids;
  std::string start;
  for (int pages = 0; pages < 11; ++pages) {
    const auto page = store->persons(g, start, 1000);
    ASSERT_TRUE(page);
    for (const PersonRecord &person : *page)
      ids.push_back(person.id);
    start = ids.back();
  }
  ASSERT_EQ(ids.size(), 10000U);
  EXPECT_EQ(ids.front(), "p000001");
  EXPECT_EQ(ids.back(), "p010000");
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
}

} // namespace
} // namespace facerec::server

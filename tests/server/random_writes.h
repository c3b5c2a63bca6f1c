// Writes at random to a running server, and what must be there afterwards.
#pragma once

#include "tests/server/rest_calls.h"

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace facerec::server {

struct KnownPerson {
  std::string name;
  std::string user_data;
  std::set<std::string> faces;
  friend bool operator==(const KnownPerson &, const KnownPerson &) = default;
};

struct KnownGroup {
  std::string name;
  std::map<std::string, KnownPerson> people; // by id
  friend bool operator==(const KnownGroup &, const KnownGroup &) = default;
};

using World = std::map<std::string, KnownGroup>; // by id

// How many faces of whom a training took: by person.
using Trained = std::map<std::string, int>;

// One thread. What the server says that it did is known; what it was asked last, when it died, may be done or not.
class RandomWrites {
public:
  RandomWrites(std::uint64_t seed, std::vector<std::string> pictures) : random_(seed), pictures_(std::move(pictures)) {}

  // One write. False where no answer came.
  bool write(const RestCalls &server);

  // Compares what a server says now with what must be there, and takes it for known. Empty, or what is wrong.
  std::string compare(const RestCalls &server);

  // Whether the group may be trained with these: with what was there when its training was asked for, or after some
  // write since, or with what it was trained with before.
  bool may_be_trained(const std::string &group, const Trained &trained) const;
  // Tells that no training is under way, and what the last one took.
  void set_trained(const std::string &group, const Trained &trained);

  // Empty, or the first answer that was an error where none was due.
  const std::string &refused() const { return refused_; }
  int number(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }

private:
  struct Write;
  Write choose();
  Write choose_for(const std::string &group);
  Write choose_for_person(const std::string &group, const std::string &person);
  std::string text() { return "text " + std::to_string(++texts_); }
  void settle(World now);
  void note_trainable(const World &world);

  std::mt19937_64 random_;
  const std::vector<std::string> pictures_;
  int texts_ = 0;
  World known_;
  std::optional<World> perhaps_; // after the write that got no answer; what the server names is called unnamed there
  std::map<std::string, std::set<Trained>> trainings_;
  std::string refused_;
  std::set<std::string> training_; // groups whose training was asked for, and may be under way
};

} // namespace facerec::server

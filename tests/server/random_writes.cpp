#include "tests/server/random_writes.h"

#include <functional>
#include <iterator>

namespace facerec::server {
namespace {

using azure::Method;

constexpr const char *unnamed = "?"; // the id of something new, which only an answer would have told
constexpr std::size_t most_people = 6;
constexpr std::size_t most_faces = 3; // of a person

template <class Container> auto any_of(const Container &container, int index) {
  return std::next(container.begin(), index % static_cast<int>(container.size()));
}

std::string path_of(const std::string &group) { return "/largepersongroups/" + group; }
std::string path_of(const std::string &group, const std::string &person) {
  return path_of(group) + "/persons/" + person;
}

std::string named(const std::string &name, const std::string &user_data = "") {
  return nlohmann::json{{"name", name}, {"userData", user_data}}.dump();
}

Trained trainable(const KnownGroup &group) {
  Trained faces;
  for (const auto &[id, person] : group.people)
    if (!person.faces.empty())
      faces[id] = static_cast<int>(person.faces.size());
  return faces;
}

KnownPerson person_of(const nlohmann::json &json) {
  return {json.at("name"), json.value("userData", ""), json.at("persistedFaceIds")};
}

nlohmann::json list(const RestCalls &server, const std::string &path) {
  return server.send(Method::Get, path).value().body;
}

World world_of(const RestCalls &server) {
  World world;
  for (const auto &group : list(server, "/largepersongroups")) {
    KnownGroup &known = world[group.at("largePersonGroupId")];
    known.name = group.at("name");
    for (const auto &person : list(server, path_of(group.at("largePersonGroupId")) + "/persons"))
      known.people[person.at("personId")] = person_of(person);
  }
  return world;
}

// The same with `unnamed` for what `before` does not have.
World without_new_ids(const World &world, const World &before) {
  World renamed = world;
  for (auto &[id, group] : renamed) {
    const auto known = before.find(id);
    if (known == before.end())
      continue;
    std::map<std::string, KnownPerson> people;
    for (auto [person_id, person] : group.people) {
      const auto known_person = known->second.people.find(person_id);
      std::set<std::string> faces;
      for (const std::string &face : person.faces)
        faces.insert(known_person != known->second.people.end() && known_person->second.faces.contains(face) ? face
                                                                                                             : unnamed);
      if (faces.size() == person.faces.size()) // two new ones are never right
        person.faces = faces;
      people[known_person == known->second.people.end() ? unnamed : person_id] = person;
    }
    if (people.size() == group.people.size())
      group.people = people;
  }
  return renamed;
}

std::string words(const World &world) {
  std::string text;
  for (const auto &[id, group] : world) {
    text += "  group " + id + " (" + group.name + ")\n";
    for (const auto &[person_id, person] : group.people)
      text += "    " + person_id + " (" + person.name + ", " + person.user_data + "), " +
              std::to_string(person.faces.size()) + " faces\n";
  }
  return text;
}

} // namespace

struct RandomWrites::Write {
  Method method = Method::Post;
  std::string path;
  std::string body;
  bool picture = false;
  std::function<void(World &, const std::string &new_id)> apply;
  std::string group; // the one that it concerns
  bool training = false;
};

RandomWrites::Write RandomWrites::choose() {
  const std::string group = number(0, 3) == 0 ? "b" : "a";
  if (!known_.contains(group)) {
    const std::string name = text();
    return {Method::Put,
            path_of(group),
            named(name),
            false,
            [=](World &world, const std::string &) { world[group].name = name; },
            group};
  }
  if (number(0, 30) == 0)
    return {Method::Delete, path_of(group), "", false, [=](World &world, const std::string &) { world.erase(group); },
            group};
  return choose_for(group);
}

RandomWrites::Write RandomWrites::choose_for(const std::string &group) {
  const KnownGroup &known = known_.at(group);
  const int choice = number(0, 11);
  const std::string name = text();
  if (known.people.empty() || (choice < 3 && known.people.size() < most_people))
    return {Method::Post,
            path_of(group) + "/persons",
            named(name, name + "!"),
            false,
            [=](World &world, const std::string &id) {
              world[group].people[id] = {name, name + "!", {}};
            },
            group};
  if (choice == 3)
    return {Method::Patch,
            path_of(group),
            named(name),
            false,
            [=](World &world, const std::string &) { world[group].name = name; },
            group};
  if (choice < 6)
    return {Method::Post, path_of(group) + "/train", "", false, [](World &, const std::string &) {}, group, true};
  return choose_for_person(group, any_of(known.people, number(0, 100))->first);
}

RandomWrites::Write RandomWrites::choose_for_person(const std::string &group, const std::string &person) {
  const std::set<std::string> &faces = known_.at(group).people.at(person).faces;
  const int choice = number(0, 9);
  if (choice < 5 && faces.size() < most_faces)
    return {Method::Post,
            path_of(group, person) + "/persistedfaces",
            *any_of(pictures_, number(0, 100)),
            true,
            [=](World &world, const std::string &id) { world[group].people[person].faces.insert(id); },
            group};
  if (choice < 7 && !faces.empty()) {
    const std::string face = *any_of(faces, number(0, 100));
    return {Method::Delete,
            path_of(group, person) + "/persistedfaces/" + face,
            "",
            false,
            [=](World &world, const std::string &) { world[group].people[person].faces.erase(face); },
            group};
  }
  if (choice == 7)
    return {Method::Delete,
            path_of(group, person),
            "",
            false,
            [=](World &world, const std::string &) { world[group].people.erase(person); },
            group};
  const std::string name = text();
  return {Method::Patch,
          path_of(group, person),
          named(name, name + "!"),
          false,
          [=](World &world, const std::string &) {
            KnownPerson &known = world[group].people[person];
            known.name = name;
            known.user_data = name + "!";
          },
          group};
}

bool RandomWrites::write(const RestCalls &server) {
  const Write write = choose();
  if (write.training)
    training_.insert(write.group);
  note_trainable(known_);
  const auto answer = server.send(write.method, write.path, write.body,
                                  write.picture ? "application/octet-stream" : "application/json");
  World after = known_;
  if (!answer) {
    write.apply(after, unnamed);
    note_trainable(after);
    perhaps_ = std::move(after);
  } else if (answer->status < 300) {
    write.apply(after, answer->body.is_object()
                           ? answer->body.value("personId", answer->body.value("persistedFaceId", ""))
                           : "");
    settle(std::move(after));
  } else if (!(write.training && answer->status == 409) && refused_.empty()) { // a second training must wait
    refused_ = write.path + ": " + std::to_string(answer->status) + " " + answer->body.dump();
  }
  return answer.has_value();
}

void RandomWrites::settle(World now) {
  std::erase_if(trainings_, [&](const auto &training) { return !now.contains(training.first); });
  std::erase_if(training_, [&](const auto &group) { return !now.contains(group); });
  known_ = std::move(now);
  perhaps_.reset();
  note_trainable(known_);
}

void RandomWrites::note_trainable(const World &world) {
  for (const std::string &group : training_) {
    if (trainings_[group].empty())
      trainings_[group].insert(Trained{});
    if (const auto there = world.find(group); there != world.end())
      trainings_[group].insert(trainable(there->second));
  }
}

bool RandomWrites::may_be_trained(const std::string &group, const Trained &trained) const {
  const auto possible = trainings_.find(group);
  return possible == trainings_.end() ? trained.empty() : possible->second.contains(trained);
}

void RandomWrites::set_trained(const std::string &group, const Trained &trained) {
  trainings_[group] = {trained};
  training_.erase(group);
}

std::string RandomWrites::compare(const RestCalls &server) {
  const World found = world_of(server);
  if (found != known_ && (!perhaps_ || without_new_ids(found, known_) != *perhaps_))
    return "there is\n" + words(found) + "and there should be\n" + words(known_) +
           (perhaps_ ? "or\n" + words(*perhaps_) : "");
  settle(found);
  return {};
}

} // namespace facerec::server

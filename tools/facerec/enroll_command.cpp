// facerec enroll DIR
#include "facerec/base/text.h"
#include "facerec/context.h"
#include "facerec/enroll.h"
#include "facerec/json_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/training.h"

#include <algorithm>
#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

struct EnrollArguments {
  std::string directory;
  bool no_train = false;
  bool replace = false;
};

// "[3/18] az_dad/02.jpg: added"
PictureDone progress_on(std::ostream &err, std::span<const PersonFolder> people) {
  std::size_t total = 0;
  for (const PersonFolder &person : people)
    total += person.pictures.size();
  return [&err, total, count = std::size_t{0}](const PictureOutcome &outcome) mutable {
    const auto name = outcome.file.parent_path().filename() / outcome.file.filename();
    err << "[" << ++count << "/" << total << "] " << shorten(name.string(), 200) << ": "
        << (outcome.reason.empty() ? "added" : "left out. " + outcome.reason) << std::endl;
  };
}

ordered_json to_json(const PersonOutcome &person) {
  ordered_json value{{"name", person.name},   {"personId", person.person_id}, {"state", to_string(person.state)},
                     {"faces", person.faces}, {"reason", person.reason},      {"pictures", ordered_json::array()}};
  for (const PictureOutcome &picture : person.pictures)
    value["pictures"].push_back(
        {{"file", picture.file.string()}, {"persistedFaceId", picture.face_id}, {"reason", picture.reason}});
  return value;
}

void print_result(const Context &context, const Enrolment &enrolment, bool trained) {
  if (context.options.json) {
    ordered_json value{{"group", context.options.group}, {"people", ordered_json::array()}, {"trained", trained}};
    for (const PersonOutcome &person : enrolment.people)
      value["people"].push_back(to_json(person));
    print_json(context.environment.out, value);
    return;
  }
  Table table({"NAME", "STATE", "FACES", "PERSON ID"});
  for (const PersonOutcome &person : enrolment.people)
    table.add({person.name, std::string(to_string(person.state)), std::to_string(person.faces), person.person_id});
  table.print(context.environment.out);
}

// What was left out, once more at the end, where it is not scrolled away.
void print_left_out(std::ostream &err, const Enrolment &enrolment) {
  for (const PersonOutcome &person : enrolment.people) {
    if (person.state == PersonState::Failed)
      err << "Not enrolled: \"" << shorten(person.name, 130) << "\". " << person.reason << std::endl;
    for (const PictureOutcome &picture : person.pictures)
      if (!picture.reason.empty())
        err << "Left out: " << picture.file.string() << ". " << picture.reason << std::endl;
  }
}

bool left_somebody_out(const Enrolment &enrolment) {
  for (const PersonOutcome &person : enrolment.people)
    if (person.state == PersonState::Failed)
      return true;
  return enrolment.pictures_refused() > 0;
}

// Somebody new needs training, and so does a group whose earlier run ended before its training.
Result<bool, Failure> needs_training(Account &account, const azure::GroupRef &group, const Enrolment &enrolment) {
  if (enrolment.faces_added() > 0)
    return true;
  const auto &people = enrolment.people;
  if (std::none_of(people.begin(), people.end(), [](auto &one) { return one.state == PersonState::AlreadyThere; }))
    return false;
  const auto trained = is_trained(account, group);
  return trained ? Result<bool, Failure>(!*trained) : trained;
}

Result<bool, Failure> train_if_needed(Account &account, const azure::GroupRef &group, const Enrolment &enrolment) {
  const auto needed = needs_training(account, group, enrolment);
  if (!needed || !*needed)
    return needed;
  account.environment().err << "Training the group \"" << group.id << "\" …" << std::endl;
  if (const auto started = start_training(account, group); !started)
    return started.error();
  if (const auto trained = wait_for_training(account, group); !trained)
    return trained.error();
  return true;
}

Result<Enrolment, Failure> enroll_all(const Context &context, const EnrollArguments &arguments, Account &account,
                                      const azure::GroupRef &group, std::span<const PersonFolder> people) {
  const auto created = ensure_group(account, group, context.options.recognition_model);
  if (!created)
    return created.error();
  using Persons = Result<std::vector<azure::Person>, Failure>;
  const Persons there = *created ? Persons(std::vector<azure::Person>{}) : all_persons(account, group);
  if (!there)
    return there.error();
  Enroller enroller(account, group, {context.options.detection_model, arguments.replace},
                    progress_on(context.environment.err, people));
  return enroller.enroll(people, *there);
}

Outcome finish(const Context &context, const EnrollArguments &arguments, Account &account, const azure::GroupRef &group,
               const Enrolment &enrolment) {
  print_left_out(context.environment.err, enrolment);
  Result<bool, Failure> trained = false;
  if (!enrolment.failure && !arguments.no_train)
    trained = train_if_needed(account, group, enrolment);
  print_result(context, enrolment, trained && *trained);
  if (enrolment.failure)
    return *enrolment.failure;
  if (!trained)
    return trained.error();
  return left_somebody_out(enrolment) ? ExitCode::PartlyDone : ExitCode::Ok;
}

Outcome enroll(const Context &context, const EnrollArguments &arguments) {
  const auto group = group_of(context.options);
  if (!group)
    return group.error();
  const auto people = read_people(arguments.directory);
  if (!people)
    return people.error();
  const auto account = Account::open(context.options, context.environment);
  if (!account)
    return account.error();
  const auto enrolment = enroll_all(context, arguments, **account, *group, *people);
  if (!enrolment)
    return enrolment.error();
  return finish(context, arguments, **account, *group, *enrolment);
}

} // namespace

void add_enroll_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand(
      "enroll", "Enrol everybody of a folder: one sub-folder a person, named after the person, with pictures in it");
  auto arguments = std::make_shared<EnrollArguments>();
  command->add_option("DIR", arguments->directory, "The folder of folders")->required();
  command->add_flag("--no-train", arguments->no_train, "Do not train the group at the end");
  command->add_flag("--replace", arguments->replace, "Enrol people who are in the group already anew");
  command->footer(std::string(R"(
A person's folder may hold person.json, {"name": "Anna Åberg", "userData": {"color": "00ffff"}}, or user_data.json with
only the userData. The group is made where it does not exist. People who have faces in it already are left as they are,
so that an interrupted run can be repeated.
)") + command->get_footer());
  command->callback(
      [&context, arguments] { context.action = [&context, arguments] { return enroll(context, *arguments); }; });
}

} // namespace facerec::tool

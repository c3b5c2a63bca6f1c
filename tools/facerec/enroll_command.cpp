// facerec enroll DIR
#include "facerec/adding_options.h"
#include "facerec/base/text.h"
#include "facerec/enroll.h"
#include "facerec/json_output.h"
#include "facerec/picture_output.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/training.h"
#include "facerec/with_account.h"

#include <ostream>

namespace facerec::tool {
namespace {

using nlohmann::ordered_json;

struct EnrollArguments {
  std::string directory;
  PortraitOptions portrait;
  bool no_train = false;
  bool replace = false;
  bool compare = false;
};

ordered_json to_json(const PersonOutcome &person) {
  return {{"name", person.name},   {"personId", person.person_id}, {"state", to_string(person.state)},
          {"faces", person.faces}, {"reason", person.reason},      {"pictures", to_json(person.pictures)}};
}

void print_result(const Context &context, const std::string &group, const Enrolment &enrolment, bool trained) {
  if (context.options.json) {
    ordered_json value{{"group", group}, {"people", ordered_json::array()}, {"trained", trained}};
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

void print_person(std::ostream &err, const PersonOutcome &person) {
  const std::string name = "\"" + shorten(person.name, 130) + "\"";
  if (person.state == PersonState::Failed)
    err << "Not enrolled: " << name << ". " << person.reason << std::endl;
  else if (!person.reason.empty())
    err << "Left as it is: " << name << ". " << person.reason << std::endl;
  for (const PictureOutcome &picture : person.pictures)
    if (picture.is_left_out())
      err << "Left out: " << picture.file.string() << ". " << picture.reason << std::endl;
}

// What was left out, once more at the end, where it is not scrolled away; and how to go on.
void print_left_out(std::ostream &err, const Enrolment &enrolment, std::size_t people) {
  for (const PersonOutcome &person : enrolment.people)
    print_person(err, person);
  if (enrolment.failure)
    err << enrolment.people.size() << " of " << people
        << " people are done, and nobody is half enrolled. The same command goes on from there; it trains the group at "
           "its end."
        << std::endl;
}

bool left_somebody_out(const Enrolment &enrolment) {
  return enrolment.has_state(PersonState::Failed) || enrolment.count(PictureState::LeftOut) > 0;
}

// Somebody new needs training, and so does a group whose earlier run ended before its training.
Result<bool, Failure> train_if_needed(Account &account, const azure::GroupRef &group, const Enrolment &enrolment) {
  if (enrolment.count(PictureState::Added) > 0)
    return train_now(account, group);
  return enrolment.has_state(PersonState::AlreadyThere) ? train_if_untrained(account, group)
                                                        : Result<bool, Failure>(false);
}

std::size_t pictures_of(std::span<const PersonFolder> people) {
  std::size_t sum = 0;
  for (const PersonFolder &person : people)
    sum += person.pictures.size();
  return sum;
}

Result<Enrolment, Failure> enroll_all(const Context &context, const EnrollArguments &arguments, Account &account,
                                      const azure::GroupRef &group, std::span<const PersonFolder> people) {
  const auto ensured = ensure_group(account, group, {group.id, group.id, "", context.options.recognition_model});
  if (!ensured)
    return ensured.error();
  using Persons = Result<std::vector<azure::Person>, Failure>;
  const Persons there = ensured->is_new ? Persons(std::vector<azure::Person>{}) : all_persons(account, group);
  if (!there)
    return there.error();
  Progress progress(context.environment, pictures_of(people));
  const AddingRules rules{context.options.detection_model, ensured->group.recognition_model,
                          rules_of(arguments.portrait)};
  Enroller enroller(account, group, {rules, arguments.replace, arguments.compare},
                    [&](const PictureOutcome &outcome) { progress.show(outcome); });
  auto enrolment = enroller.enroll(people, *there);
  progress.end();
  return enrolment;
}

Outcome finish(const Context &context, const EnrollArguments &arguments, Account &account, const azure::GroupRef &group,
               const Enrolment &enrolment, std::size_t people) {
  print_left_out(context.environment.err, enrolment, people);
  Result<bool, Failure> trained = false;
  if (!enrolment.failure && !arguments.no_train)
    trained = train_if_needed(account, group, enrolment);
  print_result(context, group.id, enrolment, trained && *trained);
  if (enrolment.failure)
    return *enrolment.failure;
  if (!trained)
    return trained.error();
  return left_somebody_out(enrolment) ? ExitCode::PartlyDone : ExitCode::Ok;
}

Outcome enroll(const Context &context, const EnrollArguments &arguments) {
  const auto people = read_people(arguments.directory);
  if (!people)
    return people.error();
  return with_group(context, [&](Account &account, const azure::GroupRef &group) -> Outcome {
    const auto enrolment = enroll_all(context, arguments, account, group, *people);
    if (!enrolment)
      return enrolment.error();
    return finish(context, arguments, account, group, *enrolment, people->size());
  });
}

constexpr const char *footer = R"(
A person's folder may hold person.json, {"name": "Anna Åberg", "userData": {"color": "00ffff"}}, or user_data.json with
only the userData. The group is made where it does not exist.

Each picture is asked about first (a Detect, one transaction): one face, large enough, not blurred, of good quality for
recognition; else it is left out with the reason. --force adds whatever the service takes.

Each face keeps the SHA-256 of its picture as userData, {"sha256": "…"}, so that a second run adds nothing twice. People
who have as many faces as their folder has pictures are taken as done without a question; where they have fewer, each of
their faces is asked about (one transaction a face) and the missing pictures are added. --compare asks always. Faces
that are not in the folder stay. Ctrl-C takes back the person who was being made, so that nobody is half enrolled; the
same command then goes on from there.
)";

} // namespace

void add_enroll_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand(
      "enroll", "Enrol everybody of a folder: one sub-folder a person, named after the person, with pictures in it");
  auto arguments = std::make_shared<EnrollArguments>();
  command->add_option("DIR", arguments->directory, "The folder of folders")->required();
  add_portrait_options(*command, arguments->portrait);
  command->add_flag("--no-train", arguments->no_train, "Do not train the group at the end");
  command->add_flag("--replace", arguments->replace, "Enrol people who are in the group already anew");
  command->add_flag("--compare", arguments->compare, "Compare every picture with what the group has");
  command->footer(footer + command->get_footer());
  set_action(*command, context, [&context, arguments] { return enroll(context, *arguments); });
}

} // namespace facerec::tool

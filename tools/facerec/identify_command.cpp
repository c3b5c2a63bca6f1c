// facerec identify IMAGE…
#include "facerec/base/text.h"
#include "facerec/failure.h"
#include "facerec/identify.h"
#include "facerec/json_output.h"
#include "facerec/picture.h"
#include "facerec/roster.h"
#include "facerec/table.h"
#include "facerec/with_account.h"

#include <cstdio>
#include <ostream>

namespace facerec::tool {
namespace {

using azure::ServiceError;
using nlohmann::ordered_json;

struct IdentifyArguments {
  std::vector<std::string> images;
  double threshold = 0.5;
  int candidates = 1;
};

struct LookedAt {
  std::string image;
  std::vector<SeenFace> faces;
  std::string reason; // why it could not be used; empty: it could
};

// A fault of the picture is an outcome with a reason; everything else ends the command.
Result<LookedAt, Failure> look_at(Identifier &identifier, const std::string &image) {
  const auto bytes = read_picture(image);
  if (!bytes)
    return LookedAt{image, {}, bytes.error()};
  auto faces = identifier.identify(*bytes);
  if (faces)
    return LookedAt{image, *std::move(faces), {}};
  if (faces.error().kind == ServiceError::Kind::Rejected)
    return LookedAt{image, {}, in_words(faces.error())};
  return service_failure("identify the faces of \"" + image + "\"", faces.error());
}

ordered_json to_json(const SeenFace &face) {
  ordered_json value{
      {"box", {{"left", face.box.x}, {"top", face.box.y}, {"width", face.box.width}, {"height", face.box.height}}},
      {"matches", ordered_json::array()}};
  for (const Match &match : face.matches)
    value["matches"].push_back({{"name", match.name}, {"personId", match.person_id}, {"confidence", match.confidence}});
  return value;
}

void print_json_of(std::ostream &out, std::span<const LookedAt> pictures) {
  auto list = ordered_json::array();
  for (const LookedAt &picture : pictures) {
    ordered_json value{{"image", picture.image}, {"reason", picture.reason}, {"faces", ordered_json::array()}};
    for (const SeenFace &face : picture.faces)
      value["faces"].push_back(to_json(face));
    list.push_back(std::move(value));
  }
  print_json(out, list);
}

std::string box_text(const Rect &box) { // as ImageMagick writes it
  return std::to_string(box.width) + "x" + std::to_string(box.height) + (box.x < 0 ? "" : "+") + std::to_string(box.x) +
         (box.y < 0 ? "" : "+") + std::to_string(box.y);
}

std::string two_decimals(double value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

void add_rows(Table &table, const LookedAt &picture) {
  if (picture.faces.empty())
    table.add({picture.image, "-", picture.reason.empty() ? "(no face)" : "(not used)", "-", "-"});
  for (const SeenFace &face : picture.faces) {
    if (face.matches.empty())
      table.add({picture.image, box_text(face.box), "(nobody of the group)", "-", "-"});
    for (const Match &match : face.matches)
      table.add({picture.image, box_text(face.box), match.name.empty() ? "(deleted)" : match.name,
                 two_decimals(match.confidence), match.person_id});
  }
}

void print_result(const Context &context, std::span<const LookedAt> pictures) {
  if (context.options.json)
    return print_json_of(context.environment.out, pictures);
  Table table({"IMAGE", "BOX", "NAME", "CONFIDENCE", "PERSON ID"});
  for (const LookedAt &picture : pictures)
    add_rows(table, picture);
  table.print(context.environment.out);
}

Outcome identify(const Context &context, const IdentifyArguments &arguments, Account &account,
                 const azure::GroupRef &group) {
  const auto details = get_group(account, group);
  if (!details)
    return details.error();
  Identifier identifier(
      account, group,
      {context.options.detection_model, details->recognition_model, arguments.threshold, arguments.candidates});
  std::vector<LookedAt> pictures;
  ExitCode code = ExitCode::Ok;
  for (const std::string &image : arguments.images) {
    auto picture = look_at(identifier, image);
    if (!picture) {
      print_result(context, pictures);
      return picture.error();
    }
    if (!picture->reason.empty()) {
      context.environment.err << shorten(image, 200) << ": " << picture->reason << std::endl;
      code = ExitCode::PartlyDone;
    }
    pictures.push_back(*std::move(picture));
  }
  print_result(context, pictures);
  return code;
}

} // namespace

void add_identify_command(CLI::App &app, Context &context) {
  CLI::App *command = app.add_subcommand("identify", "Say who of the group is in pictures");
  auto arguments = std::make_shared<IdentifyArguments>();
  command->add_option("IMAGE", arguments->images, "JPEG, PNG, GIF or BMP, 1 KB to 6 MB")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--threshold", arguments->threshold, "Least confidence of a match, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command->add_option("--candidates", arguments->candidates, "Most people to name for one face")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->footer(std::string(R"(
The group must be trained. A picture costs a Detect, an Identify for each ten faces, and a request for each person who
is seen for the first time. The box is WIDTHxHEIGHT+LEFT+TOP, in pixels.
)") + command->get_footer());
  set_group_action(*command, context, [&context, arguments](Account &account, const azure::GroupRef &group) {
    return identify(context, *arguments, account, group);
  });
}

} // namespace facerec::tool

// Whom the local server's recognizer knows: each portrait looked for among all others, and faces of strangers.
#include "tests/server/leave_one_out.h"
#include "bench/support/report.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace facerec::bench {
namespace {

using server::Trial;
using server::Verdict;

const char *word(Verdict verdict) {
  switch (verdict) {
  case Verdict::Right:
    return "right";
  case Verdict::Wrong:
    return "WRONG";
  case Verdict::Below:
    return "below threshold";
  case Verdict::NoFace:
    break;
  }
  return "no face found";
}

void print_trials(const std::string &title, const std::vector<Trial> &trials) {
  std::vector<Row> rows = {{"picture", "shows", "nearest", "confidence", "verdict"}};
  for (const Trial &trial : trials)
    rows.push_back({trial.picture, trial.truth.empty() ? "nobody enrolled" : trial.truth, trial.best,
                    fixed(trial.confidence, 2), word(server::verdict_of(trial))});
  print_table(title, rows);
}

Row summary(const std::string &name, const std::vector<Trial> &trials) {
  Row row = {name, std::to_string(trials.size())};
  for (const Verdict verdict : {Verdict::Right, Verdict::Wrong, Verdict::Below, Verdict::NoFace})
    row.push_back(std::to_string(server::count(trials, verdict)));
  return row;
}

int run(server::FaceEngine &engine, const std::string &data) {
  const server::Trials trials = server::leave_one_out(engine, data);
  print_trials("Each portrait among all others", trials.portraits);
  print_trials("Each portrait as a stranger: no other of the person enrolled", trials.left_out);
  print_trials("Other faces", trials.strangers);
  print_table(engine.description() + ", at a confidence of 0.5",
              {{"faces", "all", "right", "wrong", "below threshold", "no face found"},
               summary("portraits", trials.portraits),
               summary("portraits as strangers", trials.left_out),
               summary("other faces", trials.strangers)});
  Bounds bounds;
  for (const auto &list : {trials.portraits, trials.left_out, trials.strangers})
    bounds.require(server::count(list, Verdict::Wrong) == 0, "somebody was taken for somebody else.");
  return bounds.exit_code();
}

} // namespace
} // namespace facerec::bench

int main(int argc, char **argv) {
  CLI::App app("Leave-one-out recognition of portraits, with the local server's own detector and encoder.");
  std::string data;
  std::string models;
  app.add_option("DATA", data, "a folder with portraits/PERSON/*, strangers/* and groups/*")
      ->required()
      ->check(CLI::ExistingDirectory);
  app.add_option("--models", models, "a folder with ONNX models, as for facerec serve");
  CLI11_PARSE(app, argc, argv);
  const auto engine = facerec::server::make_face_engine(models, 1);
  if (!engine) {
    std::cerr << "leave_one_out: " << engine.error().message << '\n';
    return 1;
  }
  return facerec::bench::run(**engine, data);
}

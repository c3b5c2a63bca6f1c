// The command line as data, read from its parser: completion and manual are made from it, and so cannot go stale.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace facerec::tool {

struct OptionInfo {
  enum class Value { None, Word, File, Directory }; // what follows it
  std::vector<std::string> names;                   // "--group"; the one name of a positional argument
  std::string value_name;                           // "ID", "FILE"; empty for a switch
  Value value = Value::None;
  std::vector<std::string> choices; // where only certain words are allowed
  std::string help;
  std::string default_value;
  bool is_positional = false;
  bool is_required = false;
  bool is_repeatable = false;
};

struct CommandInfo {
  std::string path; // "facerec group create"
  std::string name;
  std::string help;
  std::string footer; // its own, without what it has from the command above
  std::vector<OptionInfo> options;
  std::vector<CommandInfo> commands;
};

CommandInfo describe(const CLI::App &app);

// The tree's commands, each before those below it.
std::vector<const CommandInfo *> flatten(const CommandInfo &root);

} // namespace facerec::tool

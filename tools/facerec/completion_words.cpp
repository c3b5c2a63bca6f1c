#include "facerec/completion_words.h"

#include <set>

namespace facerec::tool {

using Value = OptionInfo::Value;

std::vector<const OptionInfo *> options_at(const CommandInfo &root, const CommandInfo &command) {
  std::vector<const OptionInfo *> options;
  std::set<std::string> seen;
  for (const CommandInfo *from : {&command, &root})
    for (const OptionInfo &option : from->options)
      if (!option.is_positional && seen.insert(option.names.back()).second)
        options.push_back(&option);
  return options;
}

Value arguments_at(const CommandInfo &command) {
  for (const OptionInfo &option : command.options)
    if (option.is_positional && (option.value == Value::File || option.value == Value::Directory))
      return option.value;
  return Value::None;
}

std::vector<std::string> names_with_value(const CommandInfo &root) {
  std::set<std::string> names;
  for (const CommandInfo *command : flatten(root))
    for (const OptionInfo &option : command->options)
      if (!option.is_positional && option.value != Value::None)
        names.insert(option.names.begin(), option.names.end());
  return {names.begin(), names.end()};
}

std::vector<std::string> quoted_paths(const CommandInfo &root) {
  std::vector<std::string> paths;
  for (const CommandInfo *command : flatten(root))
    if (command != &root)
      paths.push_back(quoted(command->path));
  return paths;
}

std::string join(const std::vector<std::string> &words, const std::string &separator) {
  std::string text;
  for (const std::string &word : words)
    text += (text.empty() ? "" : separator) + word;
  return text;
}

std::string quoted(const std::string &text) {
  std::string result = "'";
  for (const char c : text)
    result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

} // namespace facerec::tool

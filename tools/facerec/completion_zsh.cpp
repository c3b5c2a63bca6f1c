#include "facerec/completion.h"
#include "facerec/completion_words.h"

#include <algorithm>
#include <ostream>

namespace facerec::tool {
namespace {

using Value = OptionInfo::Value;

// "name:description" for _describe.
std::string described(const std::string &name, const std::string &help) {
  std::string escaped;
  for (const char c : name)
    escaped += c == ':' ? std::string("\\:") : std::string(1, c);
  return quoted(escaped + ":" + help);
}

std::string action_of(const OptionInfo &option) {
  if (!option.choices.empty())
    return "compadd -- " + join(option.choices, " ");
  if (option.value == Value::Directory)
    return "_files -/";
  return option.value == Value::File ? "_files" : "_message " + quoted(option.value_name);
}

// Finds out in which command the cursor is: "facerec group create".
void write_path(std::ostream &out, const CommandInfo &root) {
  out << "  for ((i = 2; i < CURRENT; i++)); do\n"
         "    case $words[i] in\n"
         "    ("
      << join(names_with_value(root), "|")
      << ") ((i++)) ;;\n"
         "    (*)\n"
         "      case \"$at $words[i]\" in\n"
         "      ("
      << join(quoted_paths(root), "|")
      << ") at=\"$at $words[i]\" ;;\n"
         "      esac ;;\n"
         "    esac\n"
         "  done\n";
}

void write_values(std::ostream &out, const CommandInfo &root) {
  out << "  case \"$at $words[CURRENT-1]\" in\n";
  for (const CommandInfo *command : flatten(root)) {
    if (command == &root)
      continue; // last: its patterns match below every command
    for (const OptionInfo &option : command->options)
      if (!option.is_positional && option.value != Value::None)
        out << "  (\"" << command->path << " " << option.names.back() << "\") " << action_of(option) << "; return ;;\n";
  }
  for (const OptionInfo &option : root.options)
    if (option.value != Value::None)
      out << "  (*\" " << option.names.back() << "\") " << action_of(option) << "; return ;;\n";
  out << "  esac\n";
}

void write_words(std::ostream &out, const CommandInfo &root, const CommandInfo &command) {
  out << "  (\"" << command.path << "\")\n    commands=(";
  for (const CommandInfo &below : command.commands)
    out << "\n      " << described(below.name, below.help);
  out << ")\n    options=(";
  for (const OptionInfo *option : options_at(root, command))
    out << "\n      " << described(option->names.back(), option->help);
  out << ")\n";
  if (const Value arguments = arguments_at(command); arguments != Value::None)
    out << "    [[ $PREFIX == -* ]] || " << (arguments == Value::File ? "_files" : "_files -/") << "\n";
  out << "    ;;\n";
}

} // namespace

void write_zsh_completion(std::ostream &out, const CommandInfo &root) {
  out << "#compdef facerec\n"
         "# Made by `facerec completion zsh`.\n"
         "_facerec() {\n"
         "  local i at="
      << root.path << "\n  local -a commands options\n";
  write_path(out, root);
  write_values(out, root);
  out << "  case $at in\n";
  for (const CommandInfo *command : flatten(root))
    write_words(out, root, *command);
  out << "  esac\n"
         "  (($#commands)) && _describe -t commands command commands\n"
         "  [[ $PREFIX == -* ]] && _describe -o -t options option options\n"
         "}\n"
         "if [[ $funcstack[1] == _facerec ]]; then _facerec \"$@\"; else compdef _facerec facerec; fi\n";
}

} // namespace facerec::tool

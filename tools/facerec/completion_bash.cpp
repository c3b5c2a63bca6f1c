#include "facerec/completion.h"
#include "facerec/completion_words.h"

#include <ostream>

namespace facerec::tool {
namespace {

using Value = OptionInfo::Value;

// "compgen -f" …: what offers values of this option; empty: nothing can be offered.
std::string source_of(const OptionInfo &option) {
  if (!option.choices.empty())
    return "-W " + quoted(join(option.choices, " "));
  if (option.value == Value::Directory)
    return "-d";
  return option.value == Value::File ? "-f" : "";
}

// Finds out in which command the cursor is: "facerec group create".
void write_path(std::ostream &out, const CommandInfo &root) {
  out << "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case ${COMP_WORDS[i]} in\n"
         "    "
      << join(names_with_value(root), "|")
      << ") ((i++)) ;;\n"
         "    *)\n"
         "      case \"$path ${COMP_WORDS[i]}\" in\n"
         "      "
      << join(quoted_paths(root), "|")
      << ") path=\"$path ${COMP_WORDS[i]}\" ;;\n"
         "      esac ;;\n"
         "    esac\n"
         "  done\n";
}

void write_values(std::ostream &out, const CommandInfo &root) {
  out << "  case \"$path $previous\" in\n";
  for (const CommandInfo *command : flatten(root)) {
    if (command == &root)
      continue; // last: its patterns match below every command
    for (const OptionInfo &option : command->options)
      if (!option.is_positional && option.value != Value::None)
        out << "  \"" << command->path << " " << option.names.back() << "\") offer=(" << source_of(option) << ") ;;\n";
  }
  for (const OptionInfo &option : root.options)
    if (option.value != Value::None)
      out << "  *\" " << option.names.back() << "\") offer=(" << source_of(option) << ") ;;\n";
  out << "  *)\n    case \"$path\" in\n";
}

void write_words(std::ostream &out, const CommandInfo &root, const CommandInfo &command) {
  std::vector<std::string> words;
  for (const CommandInfo &below : command.commands)
    words.push_back(below.name);
  for (const OptionInfo *option : options_at(root, command))
    words.insert(words.end(), option->names.begin(), option->names.end());
  out << "    \"" << command.path << "\")\n      offer=(-W " << quoted(join(words, " ")) << ")\n";
  if (const Value arguments = arguments_at(command); arguments != Value::None)
    out << "      [[ $current == -* ]] || offer=(" << (arguments == Value::File ? "-f" : "-d") << ")\n";
  out << "      ;;\n";
}

} // namespace

void write_bash_completion(std::ostream &out, const CommandInfo &root) {
  out << "# bash completion for facerec, made by `facerec completion bash`.\n"
         "_facerec() {\n"
         "  local i path="
      << root.path
      << " current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  local -a offer=()\n";
  write_path(out, root);
  write_values(out, root);
  for (const CommandInfo *command : flatten(root))
    write_words(out, root, *command);
  out << "    esac ;;\n  esac\n"
         "  COMPREPLY=()\n"
         "  ((${#offer[@]})) && mapfile -t COMPREPLY < <(compgen \"${offer[@]}\" -- \"$current\")\n"
         "  return 0\n"
         "}\n"
         "complete -o filenames -F _facerec facerec\n";
}

} // namespace facerec::tool

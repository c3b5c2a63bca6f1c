#include "facerec/command_tree.h"

#include "facerec/base/text.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace facerec::tool {
namespace {

using Value = OptionInfo::Value;

// CLI11 writes "TEXT:{v1.0,v1.2}", "TEXT:FILE" and "INT:INT in [1 - 8]": the type, then what checks it.
std::vector<std::string> choices_in(const std::string &type) {
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  std::vector<std::string> choices;
  if (begin != std::string::npos && end != std::string::npos)
    for (const std::string_view choice : split(std::string_view(type).substr(begin + 1, end - begin - 1), ','))
      choices.emplace_back(choice);
  return choices;
}

Value value_of(const CLI::Option &option, const std::string &type) {
  if (option.get_items_expected_max() == 0)
    return Value::None;
  const std::string name = option.get_name();
  if (type.find("DIR") != std::string::npos || name == "DIR")
    return Value::Directory;
  const bool is_file = type.find("FILE") != std::string::npos || type == "PEM" || name == "FILE" || name == "IMAGE";
  return is_file ? Value::File : Value::Word;
}

// The type before its checks; what is checked to be a file is one.
std::string value_name_of(const std::string &type, Value value) {
  const std::string plain(split(type, ':').front());
  if (value == Value::None || plain != "TEXT")
    return value == Value::None ? "" : plain;
  if (value == Value::Directory)
    return "DIR";
  return value == Value::File ? "FILE" : "TEXT";
}

std::vector<std::string> names_of(const CLI::Option &option) {
  std::vector<std::string> names;
  for (const std::string &name : option.get_snames())
    names.push_back("-" + name);
  for (const std::string &name : option.get_lnames())
    names.push_back("--" + name);
  if (names.empty())
    names.push_back(option.get_name());
  return names;
}

OptionInfo describe(const CLI::Option &option) {
  OptionInfo info;
  const std::string type = option.get_type_name();
  info.names = names_of(option);
  info.value = value_of(option, type);
  info.value_name = value_name_of(type, info.value);
  info.choices = choices_in(type);
  info.help = option.get_description();
  info.default_value = option.get_default_str();
  info.is_positional = option.get_positional();
  info.is_required = option.get_required();
  info.is_repeatable = option.get_items_expected_max() > 1;
  return info;
}

CommandInfo describe_below(const CLI::App &app, const std::string &path_above, const std::string &footer_above) {
  CommandInfo info;
  info.path = path_above.empty() ? app.get_name() : path_above + " " + app.get_name();
  info.name = app.get_name();
  info.help = app.get_description();
  const std::string footer = app.get_footer();
  info.footer = footer.ends_with(footer_above) ? footer.substr(0, footer.size() - footer_above.size()) : footer;
  for (const CLI::Option *option : app.get_options())
    info.options.push_back(describe(*option));
  for (const CLI::App *command : app.get_subcommands({}))
    info.commands.push_back(describe_below(*command, info.path, footer));
  return info;
}

void append(const CommandInfo &command, std::vector<const CommandInfo *> &list) {
  list.push_back(&command);
  for (const CommandInfo &below : command.commands)
    append(below, list);
}

} // namespace

CommandInfo describe(const CLI::App &app) { return describe_below(app, "", ""); }

std::vector<const CommandInfo *> flatten(const CommandInfo &root) {
  std::vector<const CommandInfo *> list;
  append(root, list);
  return list;
}

} // namespace facerec::tool

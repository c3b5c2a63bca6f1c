#include "facerec/manual.h"

#include "facerec/base/text.h"

#include <ostream>
#include <string_view>

namespace facerec::tool {
namespace {

// Text as roff reads it: backslashes and hyphens are themselves, and no line is a request.
std::string escaped(std::string_view text) {
  std::string result;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\''))
      result += "\\&";
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else
      result += c;
    begins_line = c == '\n';
  }
  return result;
}

std::string names_of(const OptionInfo &option) {
  std::string text;
  for (const std::string &name : option.names)
    text += (text.empty() ? "" : ", ") + ("\\fB" + escaped(name) + "\\fR");
  return option.value_name.empty() ? text : text + " \\fI" + escaped(option.value_name) + "\\fR";
}

void write_option(std::ostream &out, const OptionInfo &option) {
  out << ".TP\n" << (option.is_positional ? "\\fI" + escaped(option.names.front()) + "\\fR" : names_of(option)) << '\n';
  out << escaped(option.help);
  for (std::size_t i = 0; i < option.choices.size(); ++i)
    out << (i == 0 ? ": " : ", ") << escaped(option.choices[i]);
  if (!option.default_value.empty())
    out << " (default: " << escaped(option.default_value) << ")";
  out << ".\n";
}

// "facerec person add [OPTIONS] NAME IMAGE…"
void write_synopsis(std::ostream &out, const CommandInfo &command) {
  out << "\\fB" << escaped(command.path) << "\\fR [\\fIOPTIONS\\fR]";
  for (const OptionInfo &option : command.options) {
    if (!option.is_positional)
      continue;
    const std::string name = "\\fI" + escaped(option.names.front()) + "\\fR" + (option.is_repeatable ? "…" : "");
    out << " " << (option.is_required ? name : "[" + name + "]");
  }
  out << '\n';
}

void write_paragraphs(std::ostream &out, std::string_view text) {
  bool is_open = false;
  for (const std::string_view line : split(trim(text), '\n')) {
    if (line.empty() || !is_open)
      out << ".PP\n";
    is_open = true;
    if (!line.empty())
      out << escaped(line) << '\n';
  }
}

void write_command(std::ostream &out, const CommandInfo &command) {
  if (!command.commands.empty())
    return; // it does nothing by itself
  out << ".SS " << escaped(command.path) << '\n';
  write_synopsis(out, command);
  out << ".PP\n" << escaped(command.help) << ".\n";
  for (const OptionInfo &option : command.options)
    if (option.names.back() != "--help")
      write_option(out, option);
  if (!trim(command.footer).empty())
    write_paragraphs(out, command.footer);
}

// The notes under --help keep their lines: the exit codes are a table.
void write_notes(std::ostream &out, const std::string &footer) {
  out << ".SH NOTES\n.nf\n" << escaped(trim(footer)) << "\n.fi\n";
}

} // namespace

void write_manual(std::ostream &out, const CommandInfo &root, const std::string &version) {
  out << ".\\\" Made by `facerec man`.\n"
      << ".TH FACEREC 1 \"\" \"gst\\-facerecazure " << escaped(version) << "\"\n"
      << ".SH NAME\nfacerec \\- name faces with Azure Face, or with a server of one's own\n.SH SYNOPSIS\n"
      << "\\fBfacerec\\fR [\\fIOPTIONS\\fR] \\fICOMMAND\\fR …\n"
      << ".SH DESCRIPTION\n"
      << escaped(root.help) << "\n.SH OPTIONS\nThey may stand before or behind the command.\n";
  for (const OptionInfo &option : root.options)
    write_option(out, option);
  out << ".SH COMMANDS\n";
  for (const CommandInfo *command : flatten(root))
    write_command(out, *command);
  write_notes(out, root.footer);
}

} // namespace facerec::tool

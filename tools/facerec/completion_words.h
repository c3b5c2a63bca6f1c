// What the completions of all shells have in common.
#pragma once

#include "facerec/command_tree.h"

#include <string>
#include <vector>

namespace facerec::tool {

// The names of the options of `command` and of those that are allowed behind every command.
std::vector<const OptionInfo *> options_at(const CommandInfo &root, const CommandInfo &command);

// Where positional arguments are files or folders, what they are; None: neither.
OptionInfo::Value arguments_at(const CommandInfo &command);

// Every name of an option that is followed by a value, for skipping the value while looking for commands. Once each.
std::vector<std::string> names_with_value(const CommandInfo &root);

// 'facerec group', 'facerec group create', …: every command but the program itself.
std::vector<std::string> quoted_paths(const CommandInfo &root);

std::string join(const std::vector<std::string> &words, const std::string &separator);

// 'text' for a shell; a quote in it as '\''.
std::string quoted(const std::string &text);

} // namespace facerec::tool

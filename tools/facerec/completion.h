// Scripts that complete the command line of `facerec` in a shell.
#pragma once

#include "facerec/command_tree.h"

#include <iosfwd>

namespace facerec::tool {

// Each goes where the shell looks for it: bash-completion/completions/facerec, zsh/site-functions/_facerec,
// fish/vendor_completions.d/facerec.fish.
void write_bash_completion(std::ostream &out, const CommandInfo &root);
void write_zsh_completion(std::ostream &out, const CommandInfo &root);
void write_fish_completion(std::ostream &out, const CommandInfo &root);

} // namespace facerec::tool

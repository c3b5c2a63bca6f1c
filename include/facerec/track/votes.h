// Which persons the answers about one face named so far, and how often: a name needs `votes` of them.
#pragma once

#include "facerec/track/verdict.h"

#include <vector>

namespace facerec {

class Votes {
public:
  // Notes a match of this person.
  void add(const IdentityPtr &person);
  void clear() { counts_.clear(); }

  // How often this person was named.
  int count(const Identity &person) const;
  // How much more often than anybody else; below 0 for a person who is behind.
  int lead(const Identity &person) const;

private:
  struct Count {
    IdentityPtr person;
    int times = 0;
  };
  std::vector<Count> counts_; // at most one per try
};

} // namespace facerec

#include "facerec/track/votes.h"

#include <algorithm>

namespace facerec {

void Votes::add(const IdentityPtr &person) {
  const auto known = std::find_if(counts_.begin(), counts_.end(),
                                  [&](const Count &count) { return same_person(*count.person, *person); });
  if (known == counts_.end())
    counts_.push_back({person, 1});
  else
    ++known->times;
}

int Votes::count(const Identity &person) const {
  for (const Count &count : counts_)
    if (same_person(*count.person, person))
      return count.times;
  return 0;
}

int Votes::lead(const Identity &person) const {
  int others = 0;
  for (const Count &count : counts_)
    if (!same_person(*count.person, person))
      others = std::max(others, count.times);
  return count(person) - others;
}

} // namespace facerec

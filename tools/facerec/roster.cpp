#include "facerec/roster.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"

namespace facerec::tool {
namespace {

constexpr int page_size = 1000; // the most that the API gives at once

} // namespace

Result<std::vector<azure::Person>, Failure> all_persons(Account &account, const azure::GroupRef &group) {
  std::vector<azure::Person> persons;
  for (bool more = true; more;) {
    const std::string start = persons.empty() ? "" : persons.back().id;
    const auto page = account.ask(
        [&](auto &client, std::stop_token stop) { return client.list_persons(group, start, page_size, stop); });
    if (!page)
      return service_failure("list the people of \"" + group.id + "\"", page.error());
    persons.insert(persons.end(), page->begin(), page->end());
    more = page->size() == page_size;
  }
  return persons;
}

Result<const azure::Person *, Failure> find_by_name(std::span<const azure::Person> persons, std::string_view name) {
  const azure::Person *found = nullptr;
  for (const azure::Person &person : persons) {
    if (person.name != name)
      continue;
    if (found)
      return Failure{ExitCode::Usage, "The group holds several people named \"" + shorten(name, 130) +
                                          "\"; nobody can tell which one is meant."};
    found = &person;
  }
  return found;
}

} // namespace facerec::tool

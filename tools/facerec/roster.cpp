#include "facerec/roster.h"

#include "facerec/base/text.h"
#include "facerec/failure.h"

#include <algorithm>
#include <cctype>

namespace facerec::tool {
namespace {

constexpr int page_size = 1000; // the most that the API gives at once

// 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text) {
  constexpr std::string_view pattern = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), pattern.begin(), pattern.end(), [](char c, char wanted) {
    return wanted == '-' ? c == '-' : std::isxdigit(static_cast<unsigned char>(c)) != 0;
  });
}

Result<azure::Person, Failure> person_by_id(Account &account, const azure::GroupRef &group, const std::string &id) {
  const auto person =
      account.ask([&](auto &client, std::stop_token stop) { return client.get_person(group, id, stop); });
  if (!person)
    return service_failure("get the person \"" + id + "\"", person.error());
  return *person;
}

} // namespace

Result<azure::Group, Failure> get_group(Account &account, const azure::GroupRef &group) {
  const auto found = account.ask([&](auto &client, std::stop_token stop) { return client.get_group(group, stop); });
  if (!found)
    return service_failure("get the group \"" + group.id + "\"", found.error());
  return *found;
}

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

Result<azure::Person, Failure> get_person(Account &account, const azure::GroupRef &group, const std::string &who) {
  if (is_uuid(who))
    return person_by_id(account, group, who);
  const auto persons = all_persons(account, group);
  if (!persons)
    return persons.error();
  const auto found = find_by_name(*persons, who);
  if (!found)
    return found.error();
  if (!*found)
    return Failure{ExitCode::Refused, "There is nobody named \"" + shorten(who, 130) + "\" in the group \"" + group.id +
                                          "\". `facerec person list` shows who is."};
  return **found;
}

} // namespace facerec::tool

#include "facerec/table.h"

#include "facerec/base/text.h"

#include <algorithm>
#include <glib.h>
#include <ostream>

namespace facerec::tool {
namespace {

constexpr std::size_t longest_cell = 160; // bytes

} // namespace

int display_width(std::string_view text) {
  const std::string valid = to_valid_utf8(text);
  int width = 0;
  for (const char *at = valid.c_str(); *at != '\0'; at = g_utf8_next_char(at)) {
    const gunichar character = g_utf8_get_char(at);
    if (!g_unichar_iszerowidth(character))
      width += g_unichar_iswide(character) ? 2 : 1;
  }
  return width;
}

Table::Table(std::vector<std::string> header) { add(std::move(header)); }

void Table::add(std::vector<std::string> row) {
  for (std::string &cell : row)
    cell = shorten(cell, longest_cell);
  rows_.push_back(std::move(row));
}

void Table::print(std::ostream &out) const {
  std::vector<int> widths(rows_.front().size(), 0);
  for (const auto &row : rows_)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], display_width(row[column]));
  for (const auto &row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      out << row[column];
      if (column + 1 < row.size())
        out << std::string(std::size_t(widths[column] - display_width(row[column]) + 2), ' ');
    }
    out << '\n';
  }
}

} // namespace facerec::tool

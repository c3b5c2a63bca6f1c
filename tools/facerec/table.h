// Plain text in columns.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace facerec::tool {

// Columns a terminal needs for `text`: wide characters (CJK) two, combining marks none.
int display_width(std::string_view text);

// Rows of cells under a header; columns are as wide as their widest cell, two blanks apart. Cells are made safe to
// print (base/text.h: shorten), since names and messages come from outside.
class Table {
public:
  explicit Table(std::vector<std::string> header);
  void add(std::vector<std::string> row); // as many cells as the header has
  void print(std::ostream &out) const;

private:
  std::vector<std::vector<std::string>> rows_; // the header first
};

} // namespace facerec::tool

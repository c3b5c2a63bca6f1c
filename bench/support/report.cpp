#include "bench/support/report.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <numeric>

namespace facerec::bench {
namespace {

void print_row(const Row &row) {
  for (const std::string &cell : row)
    std::cout << "| " << cell << ' ';
  std::cout << "|\n";
}

} // namespace

std::string fixed(double value, int digits) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", digits, value);
  return text;
}

double percentile(std::vector<double> values, double share) {
  if (values.empty())
    return 0;
  const double place = std::ceil(share * static_cast<double>(values.size())) - 1;
  const auto nth = values.begin() + static_cast<std::ptrdiff_t>(std::max(place, 0.0));
  std::nth_element(values.begin(), nth, values.end());
  return *nth;
}

double mean(const std::vector<double> &values) {
  return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double largest(const std::vector<double> &values) {
  return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

void print_table(const std::string &title, const std::vector<Row> &rows) {
  std::cout << "\n### " << title << "\n\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    print_row(rows[i]);
    if (i == 0)
      print_row(Row(rows[i].size(), "---"));
  }
  std::cout << std::flush;
}

void Bounds::require(bool holds, const std::string &sentence) {
  if (holds)
    return;
  failed_ = true;
  std::cerr << "Out of bounds: " << sentence << '\n';
}

} // namespace facerec::bench

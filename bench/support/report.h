// What a bench prints: a Markdown table on standard output, and for each bound that does not hold a sentence on
// standard error.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace facerec::bench {

using Time = std::chrono::steady_clock::time_point;
inline Time now() { return std::chrono::steady_clock::now(); }
inline double seconds_since(Time start) { return std::chrono::duration<double>(now() - start).count(); }

// "12.3": with as many digits behind the point.
std::string fixed(double value, int digits);

// The value that a share (0..1) of the values does not exceed; 0 where there is none.
double percentile(std::vector<double> values, double share);
double mean(const std::vector<double> &values);
double largest(const std::vector<double> &values);

using Row = std::vector<std::string>;
// The first row is the head.
void print_table(const std::string &title, const std::vector<Row> &rows);

class Bounds {
public:
  void require(bool holds, const std::string &sentence);
  int exit_code() const { return failed_ ? 1 : 0; }

private:
  bool failed_ = false;
};

} // namespace facerec::bench

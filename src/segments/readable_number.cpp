#include "segments/readable_number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace shoal::detail {
namespace {

/// digits x 10^exponent, the double nearest to the decimal number.
double decimal(int digits, int exponent) {
  char text[24];
  char* end = std::to_chars(text, text + 8, digits).ptr;
  *end++ = 'e';
  end = std::to_chars(end, text + sizeof text, exponent).ptr;
  double value = 0.0;
  const auto read = std::from_chars(text, end, value);
  if (read.ec == std::errc()) return value;
  return exponent > 0 ? std::numeric_limits<double>::max() : 0.0;
}

/// Steps of the grid of two-digit numbers: 98, 99, 100 = 10 x 10, 110 ...
struct Grid {
  int digits, exponent;
  double value() const { return decimal(digits, exponent); }
  Grid next() const { return digits == 99 ? Grid{10, exponent + 1} : Grid{digits + 1, exponent}; }
  Grid previous() const { return digits == 10 ? Grid{99, exponent - 1} : Grid{digits - 1, exponent}; }
};

Grid near(double x) {
  const int exponent = static_cast<int>(std::floor(std::log10(x))) - 1;
  const double digits = std::ceil(x / std::pow(10.0, exponent));
  return {static_cast<int>(std::clamp(digits, 10.0, 99.0)), exponent};
}

double above_positive(double x) {
  Grid grid = near(x);
  while (grid.value() < x) grid = grid.next();
  for (Grid lower = grid.previous(); lower.value() >= x; lower = lower.previous()) grid = lower;
  return grid.value();
}

double below_positive(double x) {
  Grid grid = near(x);
  while (grid.value() > x) grid = grid.previous();
  for (Grid higher = grid.next(); higher.value() <= x; higher = higher.next()) grid = higher;
  return grid.value();
}

}  // namespace

double readable_above(double x) {
  if (x == 0.0) return 0.0;
  // Outside this range the grid would leave that of double; nothing with a meaning lies there.
  if (std::abs(x) < 1e-290 || std::abs(x) > 1e290) return x;
  return x > 0.0 ? above_positive(x) : -below_positive(-x);
}

std::string readable_text(double x) {
  char text[64];
  const bool everyday = x == 0.0 || (std::abs(x) >= 1e-5 && std::abs(x) < 1e15);
  const auto end =
      std::to_chars(text, text + sizeof text, x, everyday ? std::chars_format::fixed : std::chars_format::scientific)
          .ptr;
  return {text, end};
}

}  // namespace shoal::detail

// Rounding errors and directed rounding, for bounds.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::cpu {

/// Higham's gamma_n for unit roundoff u.
inline double gamma(double n, double u) { return n * u / (1.0 - n * u); }

/// A float above the value; infinity beyond the range of float.
inline float rounded_up(double value) {
  constexpr double k_largest = std::numeric_limits<float>::max();
  if (value > k_largest) return std::numeric_limits<float>::infinity();
  return std::nextafter(static_cast<float>(std::max(value, -k_largest)), std::numeric_limits<float>::infinity());
}

/// A float below the value.
inline float rounded_down(double value) { return -rounded_up(-value); }

}  // namespace shoal::cpu

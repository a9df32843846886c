// The arithmetic of label_spreads(), the same on every device: distances of rows to the means of their clusters, and their
// sums as whole numbers.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::detail {

/// The squared distance of a row to a mean, given as whole + rest, all times `scale`: j ascending, nothing fused (a CPU
/// without FMA would take long for it, and no other distance is compared with this one).
template <class X>
SHOAL_HD inline double sq_spread(const X* row, std::int64_t stride, const double* whole, const double* rest,
                                 std::int64_t d, double scale) {
  double sq = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double t = (static_cast<double>(row[j * stride]) * scale - whole[j]) - rest[j];
    sq += t * t;
  }
  return sq;
}

/// What is kept of the largest squared distance of a cluster: its binary exponent, as in the bits of a double.
SHOAL_HD inline unsigned exponent_bits(std::uint64_t bits_of_sq) { return static_cast<unsigned>(bits_of_sq >> 52); }

/// Scales at which no squared distance and no distance of a cluster exceeds 2^52, from its largest exponent_bits().
struct SpreadScale {
  int sq_exponent;
  int length_exponent;
};

SHOAL_HD inline SpreadScale spread_scale(unsigned largest) {
  const int above = static_cast<int>(largest) - 1022;  // every sq < 2^above
  const int half = above >= 0 ? (above + 1) / 2 : above / 2;
  const int sq = k_sq_bits - above, length = k_sq_bits - half;
  return {sq < 1022 ? sq : 1022, length < 1022 ? length : 1022};
}

}  // namespace shoal::detail

// What a canonical squared distance says about the true distance.
//
// D is the true distance of two rows of d values and s their canonical squared distance (one_answer.hpp). Every term of s
// meets at most d + 2 roundings of unit u and loses at most one unit of underflow. With g = gamma_{d+8} (Higham 2002,
// section 3.1) and e = d + 8 times the smallest number of the chain's type,
//     (1 - g) D^2 - e <= s <= (1 + g) D^2 + e.                                                                      (1)
// Solved for D:
//     sqrt((s - e) / (1 + g)) <= D <= sqrt((s + e) / (1 - g)).                                                      (2)
// Both sides are a factor times sqrt(s) plus a term, because sqrt(x + y) <= sqrt(x) + sqrt(y).
//
// The tests of bounds run in float: the square root, a product and a sum. Each is right to v = 2^-24, all together to 8 v,
// or to 2^-100 where numbers are too small for that. Factors and terms are widened by as much and rounded to the safe
// side.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

/// Unit roundoff and smallest number of the type of a chain.
struct ChainPrecision {
  double roundoff, smallest;
};

template <class A>
inline constexpr ChainPrecision k_chain_precision{0.5 * std::numeric_limits<A>::epsilon(),
                                                  std::numeric_limits<A>::denorm_min()};

/// The square root as a float. An infinite square only says that the distance is beyond the range of A: the root of the
/// largest finite number is a lower bound then.
template <class A>
float finite_root(A sq) {
  const A root = std::sqrt(std::min(sq, std::numeric_limits<A>::max()));
  return static_cast<float>(std::min<A>(root, std::numeric_limits<float>::max()));
}

/// Upper bound: D + drift <= factor * sqrt(s) + term.
Affine distance_upper_bound(const ChainPrecision& chain, std::int64_t d, double drift = 0.0);
/// Lower bound: factor * sqrt(s) + term <= D + drift, with finite_root(s) for sqrt(s).
Affine distance_lower_bound(const ChainPrecision& chain, std::int64_t d, double drift = 0.0);
/// Lower bound for a float x >= 0: factor * x + term <= x + drift.
Affine lower_bound_plus_drift(double drift);

}  // namespace shoal::cpu

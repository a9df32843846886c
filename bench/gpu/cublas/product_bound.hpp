// How far apart the best two scores of a row must be, where scores come from products in floats, to prove that the best
// one is the canonical label.
//
// Seen from a centre m let y be the exact row, c an exact centroid, h and g the floats nearest to them, |.| Euclidean norms
// and M the largest |c|. The exact score S(c) = |c|^2 / 2 - y.c orders centroids as their distances do:
// |y - c|^2 = |y|^2 + 2 S(c). Computed is s(c) = fl(half_sq(c) - D), D = fl(sum of h_j g_j). With u = 2^-24:
//   h, g      each value is rounded once (from a double whose own rounding, 2^-53, is a matter of the slack below)
//   sum       d products and d - 1 additions, fused or not, in any order and over any split of the columns: a term is
//             touched by at most d roundings (Higham 2002, section 3.1 and 4.2)
//   half_sq   rounded once, from double
//   s         rounded once
// so every term of S(c) is touched by at most L = d + 4 roundings, and with gamma = L u / (1 - L u)
//   |s(c) - S(c)| <= E = gamma (sum |y_j c_j| + |c|^2 / 2) + F <= gamma (|y| M + M^2 / 2) + F.
// F is what is lost below the range of floats. Where denormal numbers count as zero, each h_j, g_j, product, sum and score
// may lose 2^-126: F = (2 d + 3) 2^-126 (1 + |y| + M).
// The canonical chain in double is off by a factor within 1 +- gamma', gamma' = (d + 4) 2^-52. So a gap
// s(o) - s(b) > 2 E + gamma' (|y| + M)^2 to every other o proves b (as in score_bound.hpp). The slack of 1 % covers gamma's
// second order (d 2^-24 <= 2^-12), norms computed in double and rounded up to floats, and the roundings of the bound and
// the gap. Where a norm is so large that a product, a sum or a square might leave the range, the bound is infinite.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::cuda::baseline {

/// Rows and centroids this far out and further are compared canonically: squares and sums of 4,096 of them are finite.
inline constexpr float k_largest_product_norm = 0x1p60f;

/// 2 E and the canonical slack for a row with |y| <= norm and centroids with |c| <= largest; +infinity where nothing can be
/// proven.
SHOAL_HD inline float product_bound(float norm, float largest, std::int64_t d) {
  if (!(norm < k_largest_product_norm && largest < k_largest_product_norm)) return static_cast<float>(INFINITY);
  const double reach = static_cast<double>(norm) + largest;
  const double lost = static_cast<double>(2 * d + 3) * 0x1p-126 * (1.0 + reach);
  const double error = static_cast<double>(d + 4) * 0x1p-24 * largest * (norm + 0.5 * largest) + lost;
  return static_cast<float>(1.01 * (2.0 * error + static_cast<double>(d + 4) * 0x1p-52 * reach * reach));
}

}  // namespace shoal::cuda::baseline

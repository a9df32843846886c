// How far apart the best two scores of a row must be, when they are computed from products in floats, to prove that the
// best one belongs to the canonical label.
//
// All values are relative to a centre m. Let y be the exact row, c an exact centroid, h and g the floats nearest to
// them, |.| the Euclidean norm, and M the largest |c|. The exact score S(c) = |c|^2 / 2 - y.c orders centroids as their
// distances do, because |y - c|^2 = |y|^2 + 2 S(c). Computed is s(c) = fl(half_sq(c) - D) with D = fl(sum of h_j g_j).
// With u = 2^-24, the roundings are:
//   h, g      Each value is rounded once (from a double, whose own rounding of 2^-53 the slack below covers).
//   sum       d products and d - 1 additions, fused or not, in any order and over any split of the columns: at most d
//             roundings touch a term (Higham 2002, sections 3.1 and 4.2).
//   half_sq   Rounded once, from double.
//   s         Rounded once.
//
// So at most L = d + 4 roundings touch a term of S(c), and with gamma = L u / (1 - L u)
//   |s(c) - S(c)| <= E = gamma (sum |y_j c_j| + |c|^2 / 2) + F <= gamma (|y| M + M^2 / 2) + F.
// F is what is lost below the range of floats. Where denormal numbers count as zero, each h_j, g_j, product, sum and
// score may
// lose 2^-126: F = (2 d + 3) 2^-126 (1 + |y| + M).
//
// The canonical chain in double is off by a factor in [1 - gamma', 1 + gamma'], gamma' = (d + 4) 2^-52. So b is proven
// when s(o) - s(b) > 2 E + gamma' (|y| + M)^2 for every other o (as in score_bound.hpp). The slack of 1 % covers the
// second order of gamma (d 2^-24 <= 2^-12), norms that are computed in double and rounded up to floats, and the
// roundings of the bound and of the gap. When a norm is so large that a product, a sum or a square might leave the
// range of floats, the bound is infinite.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::cuda::baseline {

/// Rows and centroids with norms from here on are compared canonically. Below, squares of 4,096 values and their sums
/// are finite.
inline constexpr float k_largest_product_norm = 0x1p60f;

/// 2 E + gamma' (|y| + M)^2, with the slack, for a row with |y| <= norm and centroids with M = largest; +infinity where
/// nothing can be proven.
SHOAL_HD inline float product_bound(float norm, float largest, std::int64_t d) {
  if (!(norm < k_largest_product_norm && largest < k_largest_product_norm)) return static_cast<float>(INFINITY);
  const double reach = static_cast<double>(norm) + largest;
  const double lost = static_cast<double>(2 * d + 3) * 0x1p-126 * (1.0 + reach);
  const double error = static_cast<double>(d + 4) * 0x1p-24 * largest * (norm + 0.5 * largest) + lost;
  return static_cast<float>(1.01 * (2.0 * error + static_cast<double>(d + 4) * 0x1p-52 * reach * reach));
}

}  // namespace shoal::cuda::baseline

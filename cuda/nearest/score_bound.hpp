// How far apart the best two scores of a row must be to prove that the best one is the canonical label.
//
// In units of 2^e and seen from a centre m let y be the exact row, c an exact centroid, h and g their halves as stored.
// The exact score S(c) = |c|^2 / 2 - y.c orders centroids as their distances do: |y - c|^2 = |y|^2 + 2 S(c). A kernel
// computes s(c) = fl(half_sq(c) - D), D the sum of h_j g_j by tensor cores. With residuals r >= |y - h|, q >= |c - g|,
// H >= |h|, and Q, G, M the largest q, |g|, |c| of all centroids:
//   halves    |y.c - h.g| = |(y - h).c + h.(c - g)| <= r M + H Q (Cauchy-Schwarz with the residuals that are there, not
//             with the worst ones; a value clipped to the range of halves has a large residual like any other)
//   products  exact: 11 by 11 bits fit a float, and 2^-48 is in its range
//   sum       An instruction adds a block of b products to the accumulator: it aligns the b + 1 terms to the largest
//             exponent, cuts each at 2^-23 of the largest term at the least, adds, and cuts the result to a float (V100:
//             b = 4, no bits more; A100: b = 8, one bit more; H100: b = 16, two more: Fasi, Higham, Mikaitis, Pranesh,
//             "Numerical behavior of NVIDIA tensor cores", 2021, and later measurements of the H100). No partial sum
//             exceeds sum |h_j g_j| <= H G, so a block errs by at most (b + 2) 2^-23 H G, and d columns by
//             d (1 + 2 / b) 2^-23 H G <= d 2^-22 H G for every b >= 2; rounding to nearest errs less.
//   half_sq   2^-24 M^2 / 2, rounded from double
//   s         2^-24 (M^2 / 2 + H G)
//   E = r M + H Q + (d 2^-22 + 2^-23) H G + 2^-23 M^2 bounds |s(c) - S(c)|.
// The canonical chain in double is off by a factor within 1 +- gamma, gamma = (d + 4) 2^-52 >= gamma_{d+4} for u = 2^-53
// (Higham 2002, section 3.1): if S(b) + gamma (H + r + M)^2 < S(o), the canonical distance to b is below that to o.
// So a gap s(o) - s(b) > 2 E + gamma (H + r + M)^2 to every other o proves b. The slack of 1 % covers second-order terms
// (d 2^-22 <= 2^-10 by k_most_score_cols), norms and residuals computed in double and rounded up to floats, and the handful
// of roundings of the bound and the gap; 2^-90 covers what is below the range of float. Whatever is not finite becomes an
// infinite bound: the row is uncertain.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// Beyond, the sum's error grows past that of the halves.
inline constexpr std::int64_t k_most_score_cols = 4096;
/// |c|^2 / 2 beyond this makes every row uncertain; half_sq of places beyond the last centroid.
inline constexpr float k_largest_half_sq = 1e36f;
inline constexpr float k_no_centroid = 1e37f;

/// Of all centroids, in score units.
struct LargestNorms {
  float centroid;  ///< M
  float half;      ///< G
  float residual;  ///< Q
};

/// 2 E and the canonical slack for a row with |h| <= norm, |y - h| <= residual; +infinity where nothing can be proven.
SHOAL_HD inline float score_bound(float norm, float residual, const LargestNorms& c, std::int64_t d) {
  const double sum = (static_cast<double>(d) * 0x1p-22 + 0x1p-23) * norm * c.half;
  const double error = static_cast<double>(residual) * c.centroid + static_cast<double>(norm) * c.residual + sum +
                       0x1p-23 * c.centroid * c.centroid;
  const double reach = static_cast<double>(norm) + residual + c.centroid;
  const double bound = 1.01 * (2.0 * error + static_cast<double>(d + 4) * 0x1p-52 * reach * reach) + 0x1p-90;
  const bool sound = 0.5 * c.centroid * c.centroid < k_largest_half_sq && bound < k_largest_half_sq;  // false for NaN
  return sound ? static_cast<float>(bound) : static_cast<float>(INFINITY);
}

}  // namespace shoal::cuda

// How far apart the best two scores of a row must be to prove that the best one belongs to the canonical label.
//
// All values are relative to a centre m and multiplied by 2^e. Let y be the exact row, c an exact centroid, and h and g
// their halves as stored. The exact score S(c) = |c|^2 / 2 - y.c orders centroids as their distances do, because |y -
// c|^2 = |y|^2 + 2 S(c). A kernel computes s(c) = fl(half_sq(c) - D), where D is the sum of h_j g_j by tensor cores.
// Let r >= |y - h|, q >= |c - g| and H >= |h|, and let Q, G and M be the largest q, |g| and |c| of all centroids. The
// errors are:
//   halves    |y.c - h.g| = |(y - h).c + h.(c - g)| <= r M + H Q, by Cauchy-Schwarz. r and q are the actual residuals,
//             not the worst possible ones; a value that is clipped to the range of halves has a large residual like any
//             other.
//   products  none: a product of 11 by 11 bits fits a float, and 2^-48 is in its range.
//   sum       An instruction adds a block of b products to the accumulator. It aligns the b + 1 terms to the largest
//             exponent, cuts each term at 2^-23 of the largest term or below, adds, and cuts the result to a float
//             (V100: b = 4 and no more bits; A100: b = 8, one more bit; H100: b = 16, two more bits: Fasi, Higham,
//             Mikaitis, Pranesh, "Numerical behavior of NVIDIA tensor cores", 2021, and later measurements of the
//             H100). Every partial sum is at most sum |h_j g_j| <= H G, so a block errs by at most (b + 2) 2^-23 H G,
//             and d columns err by at most d (1 + 2 / b) 2^-23 H G <= d 2^-22 H G for every b >= 2. Rounding to nearest
//             errs less.
//   half_sq   2^-24 M^2 / 2, rounded from double.
//   s         2^-24 (M^2 / 2 + H G).
// Together |s(c) - S(c)| <= E = r M + H Q + (d 2^-22 + 2^-23) H G + 2^-23 M^2.
//
// The canonical chain in double is off by a factor in [1 - gamma, 1 + gamma], with gamma = (d + 4) 2^-52 >= gamma_{d+4}
// for u = 2^-53 (Higham 2002, section 3.1). So S(b) + gamma (H + r + M)^2 < S(o) implies that the canonical distance to
// b is below the one to o. Therefore b is proven when s(o) - s(b) > 2 E + gamma (H + r + M)^2 for every other o.
//
// The slack of 1 % covers the second-order terms (d 2^-22 <= 2^-10 for d <= k_most_score_cols), norms and residuals
// that are computed in double and rounded up to floats, and the few roundings of the bound and of the gap. The term
// 2^-90 covers what lies below the range of float. When anything is not finite, the bound is infinite and the row is
// uncertain.
#pragma once

#include <cstdint>

#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// With more columns, the error of the sum would exceed that of the halves.
inline constexpr std::int64_t k_most_score_cols = 4096;
/// If |c|^2 / 2 of any centroid exceeds k_largest_half_sq, every row is uncertain. k_no_centroid is half_sq of the
/// places from k on.
inline constexpr float k_largest_half_sq = 1e36f;
inline constexpr float k_no_centroid = 1e37f;

/// The largest norms of all centroids, in the units of the scores.
struct LargestNorms {
  float centroid;  ///< M
  float half;      ///< G
  float residual;  ///< Q
};

/// 2 E + gamma (H + r + M)^2, with the slack, for a row with H = norm and r = residual; +infinity where nothing can be
/// proven.
SHOAL_HD inline float score_bound(float norm, float residual, const LargestNorms& c, std::int64_t d) {
  const double sum = (static_cast<double>(d) * 0x1p-22 + 0x1p-23) * norm * c.half;
  const double error = static_cast<double>(residual) * c.centroid + static_cast<double>(norm) * c.residual + sum +
                       0x1p-23 * c.centroid * c.centroid;
  const double reach = static_cast<double>(norm) + residual + c.centroid;
  const double bound = 1.01 * (2.0 * error + static_cast<double>(d + 4) * 0x1p-52 * reach * reach) + 0x1p-90;
  // also false when a value is NaN
  const bool sound = 0.5 * c.centroid * c.centroid < k_largest_half_sq && bound < k_largest_half_sq;
  return sound ? static_cast<float>(bound) : static_cast<float>(INFINITY);
}

}  // namespace shoal::cuda

// Centroids as whole numbers of 16 bits: their products with points cost half of those in float.
//
// Let y = x - m and c' = c - m for a centre m, p(c) = y . c' - |c'|^2 / 2; the nearest centroid has the largest p
// (wide_search.hpp). The kernel takes whole numbers q = rint(y / a), r = rint(c' / b) for steps a and b and computes
//     S(c) = q . r + rint(-|c'|^2 / (2 a b))
// exactly, in 32 bits. b is chosen for all centroids, a for each block of rows, as small as |S| < 2^31 and 16 bits allow:
// by Cauchy and Schwarz |q . r| <= |q| |r|, roundings of q and r among it. With M = max |c'|, R = max |c' - b r| and the
// row's own rest e = |y - a q|,
//     |y . c' - a b q . r| <= e M + (|y| + e) R.
// Beside that p is off by the rounding of y (u = 2^-24 of |y| M), by that of the second term of S (four roundings of
// |c'|^2 / 2, and half a step a b), and the kernel cuts off the lowest bits of S for the index of the centroid and
// rounds what is left to float. Twice the sum of these and what the canonical chain may be off by (wide_search.hpp) is
// the bound: where the two best S differ by more, the label is the canonical one. No rounding of products piles up, so
// the bound is close to what really happens.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/kernels.hpp"
#include "shoal/matrix.hpp"

namespace shoal::cpu {

class IntegerProduct {
 public:
  /// Below this many centroids turning the rows into whole numbers costs more than it saves.
  static constexpr std::int64_t k_least_centroids = 24;

  /// `centre` has centroids.cols values and must outlive this. O(k d).
  IntegerProduct(const std::vector<float>& centre, MatrixView<const double> centroids);

  const IntegerTable& table() const { return table_; }
  /// Words that the kernel needs to work in.
  std::int64_t workspace() const;

 private:
  /// Returns the largest norm of what the whole numbers leave of a centroid.
  double take_centroids(const std::vector<float>& centre, MatrixView<const double> centroids, double step);
  void set_bounds(double largest_norm, double step, double largest_rest);

  std::vector<std::int32_t> words_;   ///< IntegerTable::centroids
  std::vector<float> minus_half_sq_;  ///< IntegerTable::minus_half_sq
  IntegerTable table_{};
};

}  // namespace shoal::cpu

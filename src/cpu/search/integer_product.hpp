// Centroids as whole numbers of 16 bits: their products with points cost half of those in float, or less.
//
// Let y = x - m and c' = c - m for a centre m, p(c) = y . c' - |c'|^2 / 2; the nearest centroid has the largest p
// (wide_search.hpp). The kernel takes whole numbers q = rint(y / a), r = rint(c' / b) for steps a and b and computes
//     S(c) = sum of floor((q . r over some columns) / 2^s) + rint(-|c'|^2 / (2 a b 2^s))
// exactly, in 32 bits: p in units of a b 2^s. How the columns are cut, and s, is the kernel's choice (IntegerShape). b is
// chosen for all centroids, a for each block of rows, as small as allowed by 16 bits, by 32 bits for S and, where the
// kernel needs it, by 32 bits for the sums of a part of the columns before they lose s bits: by Cauchy and Schwarz
// |q . r| <= |q| |r|, roundings of q and r among it. With M = max |c'|, R = max |c' - b r| and the row's own rest
// e = |y - a q|,
//     |y . c' - a b q . r| <= e M + (|y| + e) R.
// Beside that p is off by the rounding of y (u = 2^-24 of |y| M), by that of the second term of S (four roundings of
// |c'|^2 / 2, and half a unit), by less than a unit for each sum that lost bits, and the kernel cuts off the lowest bits
// of S for the index of the centroid. Twice the sum of these (once for what is only ever cut off) and what the canonical
// chain may be off by (wide_search.hpp) is the bound: where the two best S differ by more, the label is the canonical one.
// No rounding of products piles up, so the bound is close to what really happens.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/matrix.hpp"

namespace shoal::cpu {

class IntegerProduct {
 public:
  /// Below this many centroids turning the rows into whole numbers costs more than it saves.
  static constexpr std::int64_t k_least_centroids = 24;

  /// `centre` has centroids.cols values and must outlive this, as must the kernels. O(k d).
  IntegerProduct(const IntegerKernels& kernels, const std::vector<float>& centre, MatrixView<const double> centroids);

  const IntegerKernels& kernels() const { return kernels_; }
  const IntegerTable& table() const { return table_; }
  /// Words that the kernel needs to work in.
  std::int64_t workspace() const { return shape_.workspace_words; }

 private:
  /// Of the centroids less the centre.
  struct Norms {
    double largest = 0.0, largest_part = 0.0, largest_value = 0.0;
  };
  Norms measure(const std::vector<float>& centre, MatrixView<const double> centroids) const;
  /// Returns the largest norm of what the whole numbers leave of a centroid.
  double take_centroids(const std::vector<float>& centre, MatrixView<const double> centroids, double step);
  void set_steps(const Norms& norms, double step);
  void set_bounds(double largest_norm, double largest_rest);

  const IntegerKernels& kernels_;
  const IntegerShape shape_;
  AlignedBuffer<std::int32_t> words_;  ///< IntegerTable::centroids
  std::vector<float> minus_half_sq_;   ///< IntegerTable::minus_half_sq
  IntegerTable table_{};
};

}  // namespace shoal::cpu

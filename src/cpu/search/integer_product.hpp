// Centroids as whole numbers of 16 bits. A product with a point costs half of one in float, or less.
//
// Let y = x - m and c' = c - m for a centre m, and p(c) = y . c' - |c'|^2 / 2: the nearest centroid has the largest p
// (wide_search.hpp). With whole numbers q = rint(y / a) and r = rint(c' / b) for steps a and b, the kernel computes
//     S(c) = (sum of floor((q . r over some columns) / 2^s)) + rint(-|c'|^2 / (2 a b 2^s))
// exactly, in 32 bits: p in units of a b 2^s. How the columns are cut, and s, is the kernel's choice (IntegerShape). There
// is one b for all centroids and one a for each block of rows. They are as small as three limits allow: 16 bits for q and
// r; 32 bits for S; and, where the kernel needs it, 32 bits for the sum of a part of the columns before it drops s bits.
// By Cauchy and Schwarz |q . r| <= |q| |r|, the roundings of q and r included.
//
// How far S may be from p: let M = max |c'|, R = max |c' - b r|, and e = |y - a q|, what the rounding leaves of the row.
//   - The products:                       |y . c' - a b q . r| <= e M + (|y| + e) R.
//   - The rounding of y (u = 2^-24):      u |y| M.
//   - The second term of S:               four roundings of |c'|^2 / 2, and half a unit.
//   - Each sum that drops bits:           less than a unit.
//   - The index of the centroid, which replaces the lowest bits of S: less than 2^(bits of the index) units.
// Twice the sum of these (once for what only ever lowers S), plus what the canonical chain may be off by
// (wide_search.hpp), is the bound: where the two best S differ by more, the label is the canonical one. No roundings of
// products add up here, so the bound is close to the errors that occur.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "cpu/search/centred_centroids.hpp"

namespace shoal::cpu {

class IntegerProduct {
 public:
  /// With fewer centroids, turning the rows into whole numbers costs more than it saves.
  static constexpr std::int64_t k_min_centroids = 24;

  /// The centre has d values. It must outlive this, as must the kernels. O(k d).
  IntegerProduct(const IntegerKernels& kernels, const std::vector<float>& centre, const CentredCentroids& centroids);

  const IntegerKernels& kernels() const { return kernels_; }
  const IntegerTable& table() const { return table_; }
  /// Words of memory that the kernel needs to work in.
  std::int64_t workspace() const { return shape_.workspace_words; }

 private:
  /// The step b of the centroids.
  double choose_step(const CentredCentroids& centroids) const;
  /// Rounds the centroids to whole numbers. Returns R.
  double round_centroids(const CentredCentroids& centroids, double step);
  void set_steps(const CentredCentroids& centroids, double step);
  void set_bounds(double largest_norm, double largest_rest);

  const IntegerKernels& kernels_;
  const IntegerShape shape_;
  AlignedBuffer<std::int32_t> words_;  ///< IntegerTable::centroids
  std::vector<float> minus_half_sq_;   ///< IntegerTable::minus_half_sq
  IntegerTable table_{};
};

}  // namespace shoal::cpu

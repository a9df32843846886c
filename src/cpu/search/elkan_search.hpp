// The nearest centroids of wide float rows that have a label and a bound for each centroid (row_bounds.hpp): only
// centroids that the bounds do not rule out are looked at, first by a sum of squares in float, which makes a new bound,
// then, where that does not rule them out either, canonically. Nothing but the host's rows is read.
#pragma once

#include <span>
#include <vector>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

class ElkanSearch {
 public:
  /// O(k d).
  ElkanSearch(const Kernels& kernels, const CpuPoints& x, MatrixView<const double> centroids, RowBounds& bounds);

  /// True when the kernels hold this search and its bounds take at most a quarter of the points' memory.
  static bool suits(const Kernels& kernels, const CpuPoints& x, std::int64_t k);

  /// Measured: a look costs two (Zen 4) to four (Emerald Rapids) distances by products in float, in the time of one of
  /// which the plain search compares `speed`.
  static BoundCosts costs(std::int64_t k, double speed) {
    return {2.0 * speed, (3.0 * speed - 1.0) * static_cast<double>(k)};
  }

  /// Labels and canonical distances of the rows that count; `last` are the labels before (-1: none), counted like
  /// `labels`. Returns how many searches were spared.
  double nearest(const RowStep& step, const std::int32_t* last, std::int32_t* labels, double* sq) const;

 private:
  /// A row's nearest centroid so far.
  struct Nearest {
    std::int32_t label;
    double sq;
  };
  /// Own distances of at most k_block_rows rows, whose labels are given.
  void renew_own_distances(RowRange range, const std::int32_t* labels) const;
  /// Returns how many centroids were looked at.
  std::int64_t search(const float* row, float* kept, Nearest& nearest) const;
  void compare(const float* row, float* kept, std::span<const std::int32_t> list, Nearest& nearest) const;
  float reach(double sq) const;

  const Kernels& kernels_;
  const MatrixView<const float> host_;
  RowBounds& bounds_;
  const std::int64_t k_;
  std::vector<float> centroids_;         ///< k x d
  float below_factor_;                   ///< of certain_below(), the same for all
  AlignedBuffer<float> below_;           ///< stride: the terms of certain_below(), 0 beyond k
  std::vector<Affine> kept_, kept_own_;  ///< kept_of() an estimate and of a canonical distance
};

}  // namespace shoal::cpu

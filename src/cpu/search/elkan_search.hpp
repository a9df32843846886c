// The nearest centroids of wide float rows that have a label and a bound for each centroid (row_bounds.hpp). Only centroids
// that the bounds do not rule out are compared. A sum of squares in float comes first; it estimates the distance and makes
// a new bound. Where that does not rule the centroid out either, the canonical distance decides. Only the host's row-major
// rows are read.
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

  /// Measured: comparing one centroid costs as much as 2 (Zen 4) to 4 (Emerald Rapids) distances by products in float;
  /// the plain search compares `speed` centroids in the time of one of these.
  static BoundCosts costs(std::int64_t k, double speed) {
    return {2.0 * speed, (3.0 * speed - 1.0) * static_cast<double>(k)};
  }

  /// Labels and canonical squared distances of the rows that count. `last`: the labels before (-1: none), in the order of
  /// `labels`. Returns how many searches were spared: a row compared with a share of the centroids counts as the rest.
  double nearest(const RowStep& step, const std::int32_t* last, std::int32_t* labels, double* sq) const;

 private:
  /// A row's nearest centroid so far.
  struct Nearest {
    std::int32_t label;
    double sq;
  };
  /// Computes the distances of at most k_block_rows rows to the centroids of their labels, where these have moved.
  void renew_assigned_distances(RowRange range, const std::int32_t* labels) const;
  /// Returns how many centroids the row was compared with.
  std::int64_t search(const float* row, float* lower_bounds, Nearest& nearest) const;
  /// Compares the row with at most k_list_centroids listed ones.
  void compare(const float* row, float* lower_bounds, std::span<const std::int32_t> list, Nearest& nearest) const;
  /// factor * sqrt(sq) of RowBounds::upper_plus_drift(). Its factor is the same for all centroids, its terms are not.
  float scaled_root(double sq) const;

  static constexpr std::int64_t k_list_centroids = 1024;

  const Kernels& kernels_;
  const MatrixView<const float> host_;
  RowBounds& bounds_;
  const std::int64_t k_;
  std::vector<float> centroids_;              ///< k x d
  float upper_factor_;                        ///< of upper_plus_drift(), for all centroids
  AlignedBuffer<float> drift_terms_;          ///< stride: the terms of upper_plus_drift(), 0 beyond k
  std::vector<Affine> lower_from_estimate_;   ///< k: lower_plus_drift() of an estimate
  std::vector<Affine> lower_from_canonical_;  ///< k: lower_plus_drift() of a canonical distance
};

}  // namespace shoal::cpu

// For each centroid the others around it, so that a row need not be compared with those that are far from its own
// (Newling and Fleuret 2016, "Fast k-means with accurate bounds", the exponion; Hamerly 2010, the second test).
//
// In the terms of chain_bounds.hpp: a row at canonical squared distance s from its own centroid a lies within
//     r = sqrt((s + e) / (1 - g))
// of a. A centroid c whose canonical distance to the row is at most s lies within r of the row as well, hence within 2 r
// of a. So if no other centroid lies within 2 r of a, the label is proven, ties included; else only those that do have to
// be compared.
//
// The neighbourhood of a holds its nearest centroids by increasing distance, in groups of k_neighbour_group. For each
// group there is L, a lower bound on the distance from a to every centroid of that group or a later one: a search ends at
// the first group with 2 r < L. Nothing is kept for a row, so this also proves labels of rows without a bound.
//
// The search goes on to 2 r + (distance from a to its nearest other centroid). Every centroid beyond that is farther from
// the row than the nearest other one is, so the bound for all other centroids is as good as that of a full search: the
// smaller of the bound for the nearest centroid compared, and of L - r (triangle inequality) for those not compared.
//
// L is rounded down from the canonical distance of two centroids, r is rounded up. L - r, its product and its sum have
// one rounding each, and are widened as all bounds are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/fit/centroid_drift.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/matrix.hpp"
#include "shoal/threads.hpp"

namespace shoal::cpu {

/// What a search reads of the neighbourhoods of k centroids.
template <class A>
struct NeighbourTable {
  std::int64_t groups;        ///< of each centroid
  const A* values;            ///< k x groups x d x k_neighbour_group; +infinity where a group is not full
  const std::int32_t* index;  ///< k x groups x k_neighbour_group
  const float* lower_bounds;  ///< k x (groups + 1): L of each group, then of all centroids that no group holds
};

template <class A>
class Neighbourhoods {
 public:
  static constexpr std::int64_t k_max_groups = 8;

  explicit Neighbourhoods(const CentroidDrift& drift) : drift_(drift) {}

  /// To be called when the drift has taken the centroids of the next pass; `centroids` are the same ones, in the type of
  /// the chain whose kernels are given. O(k^2 d) the first time; then O(k d) for each centroid whose list is stale and
  /// O(d groups) for each other one.
  template <class X>
  void update(ThreadPool& threads, const ChainKernels<X, A>& chain, MatrixView<const A> centroids);

  /// The version of the centroids (CentroidDrift) of the last update().
  std::int64_t version() const { return version_; }
  /// For each centroid a lower bound on the distance to the nearest other one.
  std::span<const float> nearest_other() const { return nearest_other_; }
  /// How many lists the last update() made.
  std::int64_t lists_made() const { return lists_made_; }
  NeighbourTable<A> table() const { return {groups_, values_.data(), index_.data(), lower_bounds_.data()}; }

 private:
  struct Neighbour {
    A sq;
    std::int32_t index;
  };
  /// When the list of a centroid was made: a lower bound on the distance to every centroid that is not in the list, and
  /// how far centroids had moved by then.
  struct ListOrigin {
    double unlisted = 0.0;
    double path = 0.0, longest_path = 0.0;
  };

  void begin(MatrixView<const A> centroids);
  /// Centroids in the list of each one.
  std::int64_t listed() const;
  /// A lower bound on the distance, now, from centroid c to every centroid that is not in its list.
  double unlisted_bound(std::int64_t c) const;
  /// Whether a centroid that is not listed may have come as near as the middle one of the list.
  bool is_stale(std::int64_t c) const;
  /// Makes the list of centroid c. sq: its squared distances to all centroids; `nearest` is memory to work in.
  void list(std::int64_t c, const A* sq, std::vector<Neighbour>& nearest);
  /// Copies the centroids listed for c into groups and measures their distances; `row`: c in a block of points.
  template <class X>
  void measure(const ChainKernels<X, A>& chain, const X* row, std::int64_t c);

  const CentroidDrift& drift_;
  std::int64_t version_ = 0, k_ = 0, d_ = 0, groups_ = 0, lists_made_ = 0;
  std::vector<ListOrigin> origins_;
  AlignedBuffer<A> values_;
  std::vector<std::int32_t> index_;
  std::vector<float> lower_bounds_, nearest_other_;
};

}  // namespace shoal::cpu

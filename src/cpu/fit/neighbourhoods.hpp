// For each centroid the others around it, so that a row need not be compared with those that are far from its own
// (Newling and Fleuret 2016, "Fast k-means with accurate bounds", the exponion; Hamerly 2010, the second test).
//
// In the terms of row_bounds.hpp: a row at canonical distance s from its own centroid a is no further from it than
//     r = sqrt((s + e) / (1 - g)).
// Another centroid c whose canonical distance is no more than s is within r of the row as well, hence within 2 r of a.
// So the label is proven, ties included, where no other centroid is that near; else those that are get compared. A
// neighbourhood holds the nearest centroids in the order of their distance from a, and for each group of them a number
// L that no centroid of the group or after it is nearer to a than: it ends a search once 2 r < L. Nothing is kept for a
// row, so this proves labels that no bound was made for.
//
// The search goes on to 2 r + (distance from a to its nearest other centroid): none beyond is then nearer to the row
// than that nearest one, and the bound on the distances to all other centroids is as good as that of a full search. It
// is the smaller of those of the nearest centroid compared and of L - r, by the triangle inequality.
//
// L is rounded down from the canonical distance of two centroids by (1), r up. L - r, its product and its sum meet one
// rounding each, and are widened as all bounds are.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

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
  const float* least;         ///< k x (groups + 1): L of each group and of what no group holds, +infinity for nothing
};

template <class A>
class Neighbourhoods {
 public:
  static constexpr std::int64_t k_most_groups = 8;

  /// Takes k row-major centroids, of the chain whose kernels are given. O(k^2 d) the first time, O(k d)
  /// for each centroid whose surroundings moved far, else O(k d groups).
  template <class X>
  void meet(ThreadPool& threads, const ChainKernels<X, A>& chain, MatrixView<const A> centroids);

  /// For each centroid what no other is nearer to it than.
  std::span<const float> nearest() const { return nearest_; }
  /// How many lists the last call of meet() made.
  std::int64_t lists_made() const { return lists_made_; }
  NeighbourTable<A> table() const { return {groups_, values_.data(), index_.data(), least_.data()}; }

 private:
  struct Neighbour {
    A sq;
    std::int32_t index;
  };
  /// How far the centroids around one were when they were listed, and what had moved by then.
  struct Listed {
    double beyond = 0.0;  ///< no centroid out of the list was nearer
    double path = 0.0, longest_path = 0.0;
  };

  void take_moves(MatrixView<const A> centroids);
  /// What no centroid out of the list is nearer than now.
  double beyond(std::int64_t own) const;
  /// Whether what is not listed may have come as near as half of what is.
  bool worn(std::int64_t own) const;
  void list(std::int64_t own, const A* sq, std::vector<Neighbour>& others);
  template <class X>
  void measure(const ChainKernels<X, A>& chain, const X* row, std::int64_t own);

  std::int64_t k_ = 0, d_ = 0, groups_ = 0, lists_made_ = 0;
  std::vector<double> met_;    ///< k x d
  std::vector<double> path_;   ///< what each centroid moved in all
  double longest_path_ = 0.0;  ///< the sum of the longest moves
  std::vector<Listed> listed_;
  AlignedBuffer<A> values_;
  std::vector<std::int32_t> index_;
  std::vector<float> least_, nearest_;
};

}  // namespace shoal::cpu

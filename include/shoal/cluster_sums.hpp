// The sums of the rows of each cluster.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/one_answer.hpp"

namespace shoal {

/// Of each of k clusters the total of its rows, their weight and their number; of all rows, in passes of k-means, the
/// inertia and how many changed their label. One contiguous array of 128-bit integers, so that batches, threads and ranks
/// add them up in any order with one reduction. Layout: totals k x d, weights k, counts k, inertia, changed.
class ClusterSums {
 public:
  ClusterSums(std::int64_t k, std::int64_t d);
  std::int64_t k() const { return k_; }
  std::int64_t d() const { return d_; }
  Int128& total(std::int64_t c, std::int64_t j) { return values_[static_cast<std::size_t>(c * d_ + j)]; }
  Int128& weight(std::int64_t c) { return values_[static_cast<std::size_t>(k_ * d_ + c)]; }
  Int128& count(std::int64_t c) { return values_[static_cast<std::size_t>(k_ * d_ + k_ + c)]; }
  Int128& inertia() { return values_[values_.size() - 2]; }
  /// Rows whose label differs from the one that the KMeansState held.
  Int128& changed() { return values_[values_.size() - 1]; }
  std::span<Int128> values() { return values_; }
  void clear();
  void add(const ClusterSums& other);

 private:
  std::int64_t k_, d_;
  std::vector<Int128> values_;
};

}  // namespace shoal

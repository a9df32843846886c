// Passes over points under given labels: what the measures of a clustering are made of.
#pragma once

#include <cstdint>
#include <span>

#include "shoal/cluster_sums.hpp"
#include "shoal/matrix.hpp"
#include "shoal/passes.hpp"
#include "shoal/quantisation.hpp"

namespace shoal {

/// The means of k clusters, each value as a sum of two doubles, so that a common offset costs no digits; all times a
/// power of two that keeps squares in the range of double.
struct ScaledMeans {
  Matrix<double> whole, rest;  ///< k x d
  double scale = 1.0;
};

/// Labels are n values in [0, k); -1 marks a row that is left out.
class LabelPasses : public Passes<LabelPasses> {
 public:
  /// Exact silhouette parts: mean distance to the other members of the own cluster (0 in a cluster of one) and the
  /// smallest mean distance to another cluster (0 when there is none). Both are 0 for rows left out.
  /// Every pair once or twice, O(n k) memory at most, O(n^2 d). Equal on all devices to 1e-6 relative (where squared
  /// differences neither overflow nor vanish in double); equal bits for any number of threads on one device.
  void silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                       std::span<double> mean_own, std::span<double> mean_nearest);

  /// Adds the rows of each cluster, without weights: totals, weights and counts. One read of the data.
  void label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                  const Quantisation& quantisation, ClusterSums& sums);

  /// Of each cluster: the sum of its rows' squared distances to its mean, and of their distances, both in units of the
  /// scaled means. Sums of whole numbers (device/spread.hpp): relative error 2^-50 of the cluster's largest, and equal
  /// bits on all devices. Two reads of the data.
  void label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                     const ScaledMeans& means, std::span<double> sq, std::span<double> lengths);

 protected:
  virtual void do_silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                  std::int64_t k, std::span<double> mean_own, std::span<double> mean_nearest);
  virtual void do_label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                             const Quantisation& quantisation, ClusterSums& sums);
  virtual void do_label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                const ScaledMeans& means, std::span<double> sq, std::span<double> lengths);
};

}  // namespace shoal

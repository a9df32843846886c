// What the passes of a device are run on: points without clusters, a fit on them, and its centroids.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "shoal/device.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"

namespace shoal::bench {

/// Normal values: no clusters, so that a fit does not converge early and the passes are the usual ones.
Matrix<float> normal_points(std::int64_t n, std::int64_t d);

/// One uploaded data set and a fit on it, on one thread; the first k rows are the first centroids.
struct PassSetup {
  PassSetup(std::string_view device_name, std::int64_t n, std::int64_t d, std::int64_t k);

  /// A new fit from the first centroids.
  void begin();
  /// One pass and the move of the centroids to the means.
  void iterate();
  /// One step of greedy k-means++: lowers the distances by the first centroid, weighs the others as candidates.
  void seed();

  ThreadPool threads{1};
  std::unique_ptr<Device> device;
  Matrix<float> points;
  Matrix<double> centroids;
  std::unique_ptr<Points> x;
  Quantisation quantisation;
  std::unique_ptr<KMeansState> state;
  ClusterSums sums;
};

}  // namespace shoal::bench

// One device with one data set on it, and the works that are timed. Every work is synchronous: wall time is its time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/kmeans.hpp"
#include "shoal/sweep.hpp"

namespace shoal::bench {

struct LloydFigures {
  double seconds = 0.0;         ///< of the iterations alone: no upload, no scales, no labels
  std::int64_t iterations = 0;  ///< fewer than asked for when the fit converged
  double inertia = 0.0;         ///< under the centroids before the last update
};

struct SilhouetteFigures {
  double seconds = 0.0;
  double mean = 0.0;
};

struct SweepFigures {
  double seconds = 0.0;
  SweepResult result;
};

class Session {
 public:
  explicit Session(std::unique_ptr<Device> device) : device_(std::move(device)) {}

  DeviceInfo info() const { return device_->info(); }
  /// "uniform", or "grouped" into `groups`; uploads them.
  void make_points(std::string_view pattern, std::int64_t n, std::int64_t d, std::int64_t groups);
  /// A file of n x d floats, row by row.
  void read_points(const std::string& path, std::int64_t n, std::int64_t d);

  /// `iterations` updates from the first k rows as centroids; those it ends with go to centroids().
  LloydFigures lloyd(std::int64_t k, std::int64_t iterations);
  /// A fit of one iteration with seeds of its own, less one from given centroids; seeds go to centroids() after it.
  double seeding(KMeansInit init, std::int64_t k);
  /// Labels under centroids().
  std::vector<std::int32_t> labels();
  SilhouetteFigures silhouette(const std::vector<std::int32_t>& labels, std::int64_t k);
  SweepFigures sweep(std::int64_t k_min, std::int64_t k_max, int restarts);

  const Matrix<double>& centroids() const { return centroids_; }

 private:
  void upload(Matrix<float> values);
  Matrix<double> first_rows(std::int64_t k) const;
  Context context() { return {*device_, threads_, no_events(), cancellation_}; }

  Cancellation cancellation_;
  ThreadPool threads_;
  std::unique_ptr<Device> device_;
  Matrix<float> values_;
  std::unique_ptr<Points> points_;
  Matrix<double> centroids_;
};

}  // namespace shoal::bench

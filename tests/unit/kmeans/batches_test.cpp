// Starts given to the device in one call are those of a call each.
#include "batching_device.hpp"
#include "cluster/kmeans/start.hpp"
#include "fixture.hpp"

namespace shoal::kmeans {
namespace {

using test::Bench;
using test::blobs;

/// The same fit by tasks and by batches, on the oracle.
template <class T>
void expect_same_fit(const Matrix<T>& values, const KMeansOptions& options, std::span<const double> weights = {}) {
  Bench bench;
  const KMeansResult tasks = bench.fit(values, options, weights);
  test::BatchingDevice device;
  const Context context = bench.context.on(device);
  const auto points = device.upload(bench.threads, values.view());
  Context own = context;
  const KMeansResult batches = fit_kmeans(own, *points, options, weights);
  EXPECT_EQ(tasks.labels, batches.labels);
  EXPECT_EQ(tasks.centroids, batches.centroids);
  EXPECT_EQ(tasks.inertia, batches.inertia);
  EXPECT_EQ(tasks.inertia_trace, batches.inertia_trace);
  EXPECT_EQ(tasks.iterations, batches.iterations);
  EXPECT_EQ(tasks.restart, batches.restart);
  EXPECT_EQ(tasks.converged, batches.converged);
  EXPECT_EQ(tasks.warnings, batches.warnings);
  EXPECT_GT(device.largest_batch(), 1);
}

KMeansOptions options_for(std::int64_t k, KMeansInit init = KMeansInit::plus_plus) {
  KMeansOptions options;
  options.k = k;
  options.init = init;
  options.restarts = 4;
  return options;
}

TEST(Batches, AreTheTasks) {
  const auto narrow = blobs<float>(150, 3, 20);
  for (const std::int64_t k : {1, 2, 7, 30}) expect_same_fit(narrow, options_for(k));
  expect_same_fit(blobs<double>(90, 2, 9), options_for(6));
  expect_same_fit(narrow, options_for(8, KMeansInit::random));
  expect_same_fit(narrow, options_for(8, KMeansInit::scalable));
}

TEST(Batches, FillVacantClustersTogether) {
  Matrix<float> few(60, 1);  // seven distinct rows, so that random starts hold equal centroids
  for (std::int64_t i = 0; i < 60; ++i) few(i, 0) = static_cast<float>(i % 7 * (i % 7));
  for (const std::int64_t k : {5, 7, 9}) {
    expect_same_fit(few, options_for(k, KMeansInit::random));
    expect_same_fit(few, options_for(k));
  }
  KMeansOptions soon_spent = options_for(6, KMeansInit::random);
  for (const std::int64_t iterations : {1, 2, 3}) {
    soon_spent.max_iterations = iterations;
    expect_same_fit(few, soon_spent);
  }
}

TEST(Batches, TakeWeightsAndTolerance) {
  const auto values = blobs<float>(120, 2, 15);
  std::vector<double> weights(120);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<double>(i % 4) * 0.7;
  KMeansOptions options = options_for(9);
  options.tolerance = 1e-2;
  expect_same_fit(values, options, weights);
}

}  // namespace
}  // namespace shoal::kmeans

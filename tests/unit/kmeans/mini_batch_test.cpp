#include "fixture.hpp"

namespace shoal::test {
namespace {

TEST(MiniBatch, FindsSeparatedBlobsAndSaysThatItIsApproximate) {
  Bench bench(2);
  const auto values = blobs<float>(600, 3, 6);
  const auto result = bench.fit(values, {.k = 6,
                                         .algorithm = KMeansAlgorithm::mini_batch,
                                         .restarts = 3,
                                         .max_iterations = 30,
                                         .mini_batch_rows = 64,
                                         .initial = {}});
  expect_consistent(bench, values, result);
  EXPECT_TRUE(result.approximate);
  EXPECT_EQ(result.iterations, 30);
  EXPECT_EQ(result.inertia_trace.size(), 31U);
  EXPECT_EQ(result.sizes, std::vector<std::int64_t>(6, 100));
  EXPECT_TRUE(result.warnings.empty());
  const auto exact = bench.fit(values, {.k = 6, .initial = {}});
  EXPECT_FALSE(exact.approximate);
  // A centroid from about 320 of its rows instead of all 100, each drawn three times: the mean of a uniform sample is off
  // by 1 / sqrt(12 * 320) a column, so the inertia rises by a part of 1 / 320; three times that.
  EXPECT_LE(result.inertia, exact.inertia * (1.0 + 3.0 / 320.0));
}

TEST(MiniBatch, StopsWhenTheCentroidsRest) {
  Bench bench;
  const auto values = blobs<float>(600, 3, 6);
  KMeansOptions options{
      .k = 6, .algorithm = KMeansAlgorithm::mini_batch, .tolerance = 1e-4, .mini_batch_rows = 64, .initial = {}};
  const auto result = bench.fit(values, options);
  EXPECT_TRUE(result.converged);
  EXPECT_LT(result.iterations, options.max_iterations);
  expect_consistent(bench, values, result);
}

TEST(MiniBatch, TakesBatchesLargerThanTheDataAndWeights) {
  Bench bench;
  const auto values = blobs<double>(50, 2, 2);
  std::vector<double> weights(50, 0.5);
  weights[0] = 0.0;
  const auto result = bench.fit(
      values,
      {.k = 2, .algorithm = KMeansAlgorithm::mini_batch, .max_iterations = 5, .mini_batch_rows = 100000, .initial = {}},
      weights);
  expect_consistent(bench, values, result, weights);
  EXPECT_EQ(result.sizes, (std::vector<std::int64_t>{25, 25}));
}

TEST(MiniBatch, FillsClustersThatNoRowChose) {
  Bench bench;
  const auto values = blobs<double>(40, 2, 4);
  const KMeansOptions options{.k = 4,
                              .init = KMeansInit::given,
                              .algorithm = KMeansAlgorithm::mini_batch,
                              .restarts = 2,
                              .max_iterations = 3,
                              .initial = matrix<double>(2, {0, 0, 900, 900, 901, 901, 902, 902})};
  const auto result = bench.fit(values, options);
  expect_consistent(bench, values, result, {}, options.initial);
  EXPECT_EQ(result.centroids.rows(), 4);
}

}  // namespace
}  // namespace shoal::test

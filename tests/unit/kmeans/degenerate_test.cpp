// Duplicates, empty clusters, ties and data at the edges of the number range.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fixture.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

const std::vector<KMeansInit> k_inits = {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random};

TEST(Duplicates, FewerDistinctRowsThanClustersIsAWarningWithTheCount) {
  // Values whose quantised means differ from them: 1e-9 of the range.
  const std::vector<float> distinct = {1e-9F, 0.1F, -3e-10F};
  for (const auto init : k_inits) {
    Bench bench;
    Matrix<float> values(60, 1);
    values(59, 0) = 1000.0F;
    for (std::int64_t i = 0; i < 59; ++i) values(i, 0) = distinct[static_cast<std::size_t>(i) % 2];
    const auto result = bench.fit(values, {.k = 7, .init = init, .initial = {}});
    expect_consistent(bench, values, result);
    EXPECT_EQ(result.centroids.rows(), 3);
    EXPECT_TRUE(result.converged);
    EXPECT_EQ(result.warnings, (std::vector<std::string>{"only 3 distinct rows for k = 7: 3 clusters were made"}));
  }
}

TEST(Duplicates, AllRowsEqualMakeOneCluster) {
  for (const auto init : k_inits) {
    Bench bench;
    Matrix<double> values(20, 2);
    std::fill(values.values().begin(), values.values().end(), 0.1);
    const auto result = bench.fit(values, {.k = 4, .init = init, .initial = {}});
    EXPECT_EQ(result.labels, std::vector<std::int32_t>(20, 0));
    EXPECT_EQ(result.inertia, 0.0);
    EXPECT_EQ(result.warnings.front(), "only 1 distinct row for k = 4: 1 cluster was made");
  }
}

TEST(Duplicates, RowsBelowTheResolutionOfTheInertiaStillSeedClusters) {
  // (0 .. 8)^2 is below 2^-53 of the squared diameter: all masses but the giant's are 0.
  Bench bench;
  Matrix<double> values(10, 1);
  for (std::int64_t i = 0; i < 9; ++i) values(i, 0) = static_cast<double>(i);
  values(9, 0) = 1e9;
  const auto result = bench.fit(values, {.k = 10, .initial = {}});
  EXPECT_EQ(result.sizes, std::vector<std::int64_t>(10, 1));
  EXPECT_TRUE(result.warnings.empty());
}

TEST(Shapes, OneRowAndOneClusterAndAsManyClustersAsRows) {
  for (const auto init : k_inits) {
    Bench bench;
    const auto one = bench.fit(matrix<float>(2, {3, 4}), {.k = 1, .init = init, .initial = {}});
    EXPECT_EQ(one.centroids, matrix<double>(2, {3, 4}));
    EXPECT_EQ(one.inertia, 0.0);
    const auto values = blobs<float>(30, 3, 30);
    const auto mean = bench.fit(values, {.k = 1, .init = init, .initial = {}});
    expect_consistent(bench, values, mean);
    EXPECT_EQ(mean.sizes, std::vector<std::int64_t>{30});
    const auto each = bench.fit(values, {.k = 30, .init = init, .initial = {}});
    expect_consistent(bench, values, each);
    EXPECT_EQ(each.sizes, std::vector<std::int64_t>(30, 1));
    EXPECT_EQ(each.inertia, 0.0);
  }
}

TEST(EmptyClusters, TakeTheFarthestRows) {
  // Two of three centroids lie far off: rows 9 and then 0 are the farthest from the third.
  Bench bench;
  const auto values = matrix<double>(1, {-9, 0, 0, 1, 10});
  KMeansOptions options{
      .k = 3, .init = KMeansInit::given, .max_iterations = 1, .initial = matrix<double>(1, {0, 500, -500})};
  const auto result = bench.fit(values, options);
  expect_consistent(bench, values, result, {}, options.initial);
  EXPECT_EQ(result.sizes, (std::vector<std::int64_t>{3, 1, 1}));
  EXPECT_EQ(result.centroids, matrix<double>(1, {0.4, -9, 10}));
  options.max_iterations = 300;
  EXPECT_EQ(bench.fit(values, options).warnings.size(), 0U);
}

TEST(EmptyClusters, LeftWhenTheIterationsEndAreDroppedWithAWarning) {
  // The relocated centroid takes the rows of another: with one more iteration none would be empty.
  Bench bench;
  const auto values = matrix<double>(1, {0, 0, 10, 10, 10, 11});
  KMeansOptions options{
      .k = 4, .init = KMeansInit::given, .max_iterations = 1, .initial = matrix<double>(1, {0, 90, 91, 92})};
  const auto result = bench.fit(values, options);
  expect_consistent(bench, values, result, {}, options.initial);
  EXPECT_EQ(result.centroids.rows(), 3);
  EXPECT_FALSE(result.converged);
  ASSERT_EQ(result.warnings.size(), 2U);
  EXPECT_EQ(result.warnings[0], "1 of 4 clusters were empty when the iterations ended and were left out");
  EXPECT_EQ(result.warnings[1], "k = 4 had not converged after 1 iteration");
}

TEST(Numbering, FollowsRowsThatLieBetweenTwoCentroids) {
  // Row 0 is as near to -1 as to 1. While iterating it belongs to 1, which comes first; numbered by size, three clusters
  // of five stand in the order -1, 1, 100; then 0 goes to -1, and 1 is left with fewer rows than 100.
  Bench bench;
  const auto values = matrix<double>(1, {0, 1, 2, 1, 1, -1, -1, -1, -1, -1, 100, 100, 100, 100, 100});
  const auto result =
      bench.fit(values, {.k = 3, .init = KMeansInit::given, .initial = matrix<double>(1, {1, -1, 100})});
  expect_consistent(bench, values, result);
  EXPECT_EQ(result.sizes, (std::vector<std::int64_t>{6, 5, 4}));
  EXPECT_EQ(result.centroids, matrix<double>(1, {-1, 100, 1}));
  EXPECT_EQ(result.labels[0], 0);
}

TEST(Numbering, EqualSizesStandInTheOrderOfTheirCentroids) {
  Bench bench;
  const auto values = matrix<double>(2, {5, 1, 5, 1, 5, 0, 5, 0, -7, 3, -7, 3});
  const auto result = bench.fit(values, {.k = 3, .initial = {}});
  EXPECT_EQ(result.centroids, matrix<double>(2, {-7, 3, 5, 0, 5, 1}));
}

TEST(Ranges, HugeAndTinyValuesCluster) {
  for (const double scale : {1e-140, 1e-30, 1.0, 1e30, 1e150}) {
    Bench bench;
    auto values = blobs<double>(60, 2, 3);
    for (double& value : values.values()) value *= scale;
    const auto result = bench.fit(values, {.k = 3, .initial = {}});
    EXPECT_EQ(result.sizes, std::vector<std::int64_t>(3, 20)) << scale;
    expect_consistent(bench, values, result);
  }
}

TEST(Ranges, DistancesThatVanishWhenSquaredAreRefused) {
  Bench bench;
  const float tiny = std::numeric_limits<float>::denorm_min();
  EXPECT_THROW(bench.fit(matrix<float>(1, {tiny, tiny, 3 * tiny, 0}), {.k = 2, .initial = {}}), Error);
  const auto equal = bench.fit(matrix<float>(1, {tiny, tiny, tiny}), {.k = 2, .initial = {}});
  EXPECT_EQ(equal.inertia, 0.0);
}

TEST(Ranges, DistancesThatOverflowWhenSquaredAreRefused) {
  Bench bench;
  const float huge = std::numeric_limits<float>::max();
  EXPECT_THROW(bench.fit(matrix<float>(1, {huge, -huge, huge, -huge}), {.k = 2, .initial = {}}), Error);
}

TEST(Ranges, NotFiniteIsRefused) {
  Bench bench;
  auto values = blobs<float>(10, 2, 2);
  values(4, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(bench.fit(values, {.k = 2, .initial = {}}), Error);
}

}  // namespace
}  // namespace shoal::test

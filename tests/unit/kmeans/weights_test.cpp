#include <algorithm>
#include <cmath>

#include "fixture.hpp"

namespace shoal::test {
namespace {

TEST(Weights, AreAsManyCopiesOfTheRow) {
  Bench bench;
  const auto values = blobs<double>(60, 3, 60);
  std::vector<double> weights;
  std::vector<double> copies;
  for (std::int64_t i = 0; i < 60; ++i) {
    weights.push_back(static_cast<double>(i % 4));
    for (int copy = 0; copy < i % 4; ++copy) copies.insert(copies.end(), values.row(i), values.row(i) + 3);
  }
  KMeansOptions options{.k = 5, .init = KMeansInit::given, .initial = Matrix<double>(5, 3)};
  for (std::int64_t c = 0; c < 5; ++c) std::copy_n(values.row(c), 3, options.initial.row(c));
  const auto weighted = bench.fit(values, options, weights);
  const auto copied = bench.fit(matrix<double>(3, copies), options);
  expect_consistent(bench, values, weighted, weights);
  EXPECT_EQ(weighted.iterations, copied.iterations);
  // Both sum whole numbers of 2^-61 of the range, half a unit off a row, on different scales.
  EXPECT_NEAR(weighted.inertia, copied.inertia, 90 * 0x1p-51 * 28.0 * 28.0 * 3.0 * 4.0);
  for (std::int64_t c = 0; c < 5; ++c) {
    // The numbering differs: sizes count rows, not weights.
    double nearest = 1.0;
    for (std::int64_t other = 0; other < 5; ++other) {
      nearest = std::min(nearest, std::abs(weighted.centroids(c, 0) - copied.centroids(other, 0)));
    }
    EXPECT_LE(nearest, 90 * 0x1p-58 * 28.0);
  }
}

TEST(Weights, OfZeroNeverSeedNorMoveACentroid) {
  for (const auto init : {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random}) {
    Bench bench;
    auto values = blobs<float>(40, 2, 4);
    std::vector<double> weights(40, 2.0);
    for (std::int64_t i = 0; i < 8; ++i) {
      values(i, 0) = 1e6F * static_cast<float>(i + 1);
      weights[static_cast<std::size_t>(i)] = 0.0;
    }
    const auto result = bench.fit(values, {.k = 4, .init = init, .initial = {}}, weights);
    expect_consistent(bench, values, result, weights);
    for (std::int64_t c = 0; c < 4; ++c) EXPECT_LT(result.centroids(c, 0), 30.0);
    const auto more = bench.fit(values, {.k = 40, .init = init, .initial = {}}, weights);
    EXPECT_EQ(more.centroids.rows(), 32);
    EXPECT_EQ(
        more.warnings,
        (std::vector<std::string>{"only 32 distinct rows with a weight above 0 for k = 40: 32 clusters were made"}));
  }
}

TEST(Weights, ThatAreAllEqualChangeNothing) {
  Bench bench;
  const auto values = blobs<float>(80, 2, 80);
  KMeansOptions options{.k = 4, .init = KMeansInit::given, .initial = Matrix<double>(4, 2)};
  for (std::int64_t c = 0; c < 4; ++c) std::copy_n(values.row(c), 2, options.initial.row(c));
  const auto plain = bench.fit(values, options);
  for (const double weight : {0.25, 1.0, 1024.0}) {
    const auto weighted = bench.fit(values, options, std::vector<double>(80, weight));
    EXPECT_EQ(weighted.labels, plain.labels);
    EXPECT_EQ(weighted.centroids, plain.centroids);
    EXPECT_EQ(weighted.inertia, weight * plain.inertia);
  }
}

}  // namespace
}  // namespace shoal::test

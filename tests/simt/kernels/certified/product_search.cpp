// Labels of the search by products in floats against canonical distances to all centroids.
#include "bench/gpu/cublas/product_search.hpp"

#include "bench/gpu/cublas/emulated/emulated_cublas.hpp"
#include "bench/gpu/cublas/product_bound.hpp"
#include "searching.hpp"
#include "shoal/random.hpp"

namespace shoal::cuda::baseline {
namespace {

using test::Case;
using test::Pattern;

/// Labels of rows `range`, and how many of them were left open.
struct Ranked {
  std::vector<std::int32_t> labels;
  std::int32_t uncertain;
};

Ranked rank(const Matrix<float>& points, const Matrix<double>& centroids, RowRange range) {
  const Stream stream;
  const Buffer<float> values = on_device(stream, points.values());
  const Buffer<double> centroid_values = on_device(stream, centroids.values());
  const Buffer<std::int32_t> labels(range.end - range.begin);
  ProductSearch search(emulated_cublas());
  const std::int32_t* open =
      search.labels(gpu_of(80), stream, {values.data(), points.cols(), 1, points.rows(), points.cols()},
                    centroid_values.data(), centroids.rows(), range, labels.data());
  return {on_host(stream, labels.data(), labels.size()), on_host(stream, open, 1)[0]};
}

void expect_canonical(const Case& which, RowRange range) {
  SCOPED_TRACE(which.name());
  const test::Problem problem = test::make_problem(which);
  EXPECT_EQ(rank(problem.narrow, problem.centroids, range).labels,
            oracle_labels(problem.narrow, problem.centroids, range));
}

/// As far off as the bound allows, or so many times that, for as long as it lives.
struct ProductError {
  explicit ProductError(std::int64_t d, float times = 1.0f) {
    emulated_product_error = times * static_cast<float>(d) * 0x1p-24f;
  }
  ~ProductError() { emulated_product_error = 0.0f; }
};

TEST(ProductSearch, FindsCanonicalLabelsAtEveryEdge) {
  for (const Case& c : {uniform(1, 17, 1), uniform(127, 17, 31), uniform(128, 64, 32), uniform(129, 65, 33),
                        uniform(61, 100, 300), uniform(5, 257, 16), uniform(13, 1000, 130)}) {
    expect_canonical(c, {0, c.n});
  }
  for (const RowRange range : {RowRange{3, 140}, RowRange{200, 301}}) expect_canonical(uniform(301, 20, 40), range);
}

/// Many centroids: more tiles than one.
TEST(ProductSearch, TakesTilesInTurn) {
  const std::int64_t k = k_product_tile / k_least_product_rows + 1;
  const test::Problem problem = test::make_problem(uniform(131, 17, k));
  EXPECT_EQ(rank(problem.narrow, problem.centroids, {0, 131}).labels,
            oracle_labels(problem.narrow, problem.centroids, {0, 131}));
}

TEST(ProductSearch, FindsCanonicalLabelsOfEveryPatternWhateverTheOrderOfTheSums) {
  for (int p = 0; p <= static_cast<int>(Pattern::twins); ++p) {
    for (const std::int64_t d : {17, 130}) {
      for (const float times : {0.0f, 1.0f}) {
        const ProductError error(d, times);
        expect_canonical({101, d, 33, Scalar::f32, false, static_cast<Pattern>(p)}, {0, 101});
      }
    }
  }
}

/// The bound is no larger than it must be: labels follow products that err much further.
TEST(ProductSearch, BelievesProductsWithinItsBoundAlone) {
  const std::int64_t d = 64;
  const test::Problem problem = test::make_problem(uniform(301, d, 150));
  const ProductError error(d, 3000.0f);
  EXPECT_NE(rank(problem.narrow, problem.centroids, {0, 301}).labels,
            oracle_labels(problem.narrow, problem.centroids, {0, 301}));
}

/// Each centroid and one a rounding step away, whose scores one lane of a warp sees.
TEST(ProductSearch, ComparesCentroidsThatOneLaneSees) {
  test::Problem problem = test::make_problem(uniform(301, 40, 64));
  for (std::int64_t c = 0; c < 32; ++c) {
    for (std::int64_t j = 0; j < 40; ++j) problem.centroids(c + 32, j) = problem.centroids(c, j);
    const auto value = static_cast<float>(problem.centroids(c, c));
    problem.centroids(c + 32, c) = static_cast<double>(std::nextafter(value, c % 2 == 0 ? 2.0f : -2.0f));
  }
  EXPECT_EQ(rank(problem.narrow, problem.centroids, {0, 301}).labels,
            oracle_labels(problem.narrow, problem.centroids, {0, 301}));
}

TEST(ProductSearch, ProvesNearlyAllRowsAndNoneAmongTwins) {
  Matrix<float> points(301, 64);
  Matrix<double> centroids(150, 64);
  const auto value = [](std::uint64_t at) { return static_cast<float>(random_unit(3, Purpose::generate, at)); };
  for (std::size_t i = 0; i < points.values().size(); ++i) points.values()[i] = value(i);
  for (std::size_t i = 0; i < centroids.values().size(); ++i) centroids.values()[i] = value(1'000'000 + i);
  EXPECT_LE(rank(points, centroids, {0, 301}).uncertain, 3);
  const test::Problem twins = test::make_problem({90, 40, 32, Scalar::f32, false, Pattern::twins});
  EXPECT_EQ(rank(twins.narrow, twins.centroids, {0, 90}).uncertain, 90);
}

TEST(ProductBound, IsInfiniteWhereSumsMightBe) {
  EXPECT_TRUE(std::isinf(product_bound(0x1p61f, 1.0f, 17)));
  EXPECT_TRUE(std::isinf(product_bound(1.0f, INFINITY, 17)));
  EXPECT_TRUE(std::isinf(product_bound(NAN, 1.0f, 17)));
  EXPECT_LT(product_bound(0x1p59f, 0x1p59f, 4096), INFINITY);
  EXPECT_GT(product_bound(0.0f, 0.0f, 17), 0.0f);
}

}  // namespace
}  // namespace shoal::cuda::baseline

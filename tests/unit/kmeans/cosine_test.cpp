#include <cmath>
#include <limits>

#include "fixture.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

template <class T>
Matrix<T> unit_rows(std::int64_t n, std::int64_t d) {
  Matrix<T> values(n, d);
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<double> row;
    double sq = 0;
    for (std::int64_t j = 0; j < d; ++j) {
      const double side = i % d == j ? 2.0 : 0.0;
      row.push_back(side +
                    random_unit(5, Purpose::generate, static_cast<std::uint64_t>(i), static_cast<std::uint32_t>(j)));
      sq += row.back() * row.back();
    }
    for (std::int64_t j = 0; j < d; ++j)
      values(i, j) = static_cast<T>(row[static_cast<std::size_t>(j)] / std::sqrt(sq));
  }
  return values;
}

template <class T>
class Cosine : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Cosine, Scalars);

// By definition: every row has the largest cosine with its own centroid, and every centroid is the direction of the sum
// of its rows.
TYPED_TEST(Cosine, MeetsItsDefinition) {
  using T = TypeParam;
  Bench bench;
  const auto values = unit_rows<T>(120, 4);
  const auto result = bench.fit(values, {.k = 4, .metric = Metric::cosine, .initial = {}});
  expect_consistent(bench, values, result);
  EXPECT_EQ(result.sizes, std::vector<std::int64_t>(4, 30));
  constexpr double eps = std::numeric_limits<T>::epsilon();
  for (std::int64_t c = 0; c < 4; ++c) {
    std::vector<long double> sum(4);
    for (std::int64_t i = 0; i < 120; ++i) {
      if (result.labels[static_cast<std::size_t>(i)] != c) continue;
      for (std::int64_t j = 0; j < 4; ++j) sum[static_cast<std::size_t>(j)] += values(i, j);
    }
    long double sq = 0;
    for (const auto x : sum) sq += x * x;
    for (std::int64_t j = 0; j < 4; ++j) {
      const auto direction = static_cast<double>(sum[static_cast<std::size_t>(j)] / std::sqrt(sq));
      EXPECT_NEAR(result.centroids(c, j), direction, eps);
    }
  }
  for (std::int64_t i = 0; i < 120; ++i) {
    std::vector<double> cosines(4);
    for (std::int64_t c = 0; c < 4; ++c) {
      for (std::int64_t j = 0; j < 4; ++j)
        cosines[static_cast<std::size_t>(c)] += values(i, j) * result.centroids(c, j);
    }
    EXPECT_EQ(std::max_element(cosines.begin(), cosines.end()) - cosines.begin(),
              result.labels[static_cast<std::size_t>(i)]);
  }
}

TYPED_TEST(Cosine, RefusesRowsOfAnotherLength) {
  Bench bench;
  auto values = unit_rows<TypeParam>(20, 3);
  values(7, 1) *= TypeParam(1.01);
  try {
    bench.fit(values, {.k = 2, .metric = Metric::cosine, .initial = {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), "row 8");
  }
}

TYPED_TEST(Cosine, KeepsACentroidWhoseRowsCancelOut) {
  Bench bench;
  const auto values = matrix<TypeParam>(2, {1, 0, -1, 0, 0, 1, 0, -1});
  KMeansOptions options{
      .k = 1, .init = KMeansInit::given, .metric = Metric::cosine, .initial = matrix<double>(2, {3, 4})};
  const auto result = bench.fit(values, options);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.centroids(0, 0), static_cast<double>(static_cast<TypeParam>(0.6)));
  // Four rows, 2 - 2 cos each; the centroid's columns are rounded.
  EXPECT_NEAR(result.inertia, 8.0, 8.0 * 4.0 * std::numeric_limits<TypeParam>::epsilon());
  options.initial = Matrix<double>(1, 2);
  EXPECT_THROW(bench.fit(values, options), Error);
}

}  // namespace
}  // namespace shoal::test

// What may not change the clusters: the order of the rows, the unit of the data, copies of all rows, a shift.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "shoal/kmeans.hpp"
#include "shoal/metrics.hpp"

namespace shoal::test {
namespace {

struct Host {
  Cancellation cancellation;
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{2, &cancellation};
  Context context{*device, threads, no_events(), cancellation};

  template <class T>
  KMeansResult fit(const Matrix<T>& values, const KMeansOptions& options) {
    const auto points = device->upload(threads, values.view());
    return fit_kmeans(context, *points, options);
  }
};

/// Overlapping groups, so that Lloyd has something to do.
template <class T>
Matrix<T> sample(std::int64_t n, std::int64_t d, std::uint64_t seed) {
  Matrix<T> values(n, d);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < d; ++j) {
      const auto row = static_cast<std::uint64_t>(i);
      const auto column = static_cast<std::uint32_t>(j);
      values(i, j) = static_cast<T>(random_unit(seed, Purpose::sample, row, 2 * column) +
                                    random_unit(seed, Purpose::sample, row % 5, 2 * column + 1));
    }
  }
  return values;
}

template <class T>
KMeansOptions from_first_rows(const Matrix<T>& values, std::int64_t k) {
  KMeansOptions options;
  options.k = k;
  options.init = KMeansInit::given;
  options.initial = Matrix<double>(k, values.cols());
  std::copy_n(values.values().begin(), k * values.cols(), options.initial.values().begin());
  return options;
}

template <class T>
class Invariance : public testing::Test {};
using Scalars = testing::Types<float, double>;
TYPED_TEST_SUITE(Invariance, Scalars);

TYPED_TEST(Invariance, OfTheOrderOfTheRowsToTheBit) {
  Host host;
  for (const std::int64_t d : {1, 3, 16, 17, 40}) {
    const auto values = sample<TypeParam>(997, d, 7);
    const auto options = from_first_rows(values, 6);
    const auto expected = host.fit(values, options);
    Matrix<TypeParam> shuffled(values.rows(), d);
    for (std::int64_t i = 0; i < values.rows(); ++i)
      std::copy_n(values.row(i), d, shuffled.row(i * 31 % values.rows()));
    const auto result = host.fit(shuffled, options);
    EXPECT_EQ(result.centroids, expected.centroids);
    EXPECT_EQ(result.inertia_trace, expected.inertia_trace);
    for (std::size_t i = 0; i < 997; ++i) ASSERT_EQ(result.labels[i * 31 % 997], expected.labels[i]);
  }
}

TYPED_TEST(Invariance, OfAPowerOfTwoToTheBit) {
  Host host;
  const auto values = sample<TypeParam>(500, 4, 8);
  const KMeansOptions options{.k = 5, .restarts = 3, .initial = {}};
  const auto expected = host.fit(values, options);
  for (const int exponent : {-20, 3, 12}) {
    auto scaled = values;
    for (auto& value : scaled.values()) value = std::ldexp(value, exponent);
    const auto result = host.fit(scaled, options);
    EXPECT_EQ(result.labels, expected.labels);
    EXPECT_EQ(result.inertia, std::ldexp(expected.inertia, 2 * exponent));
    auto centroids = expected.centroids;
    for (auto& value : centroids.values()) value = std::ldexp(value, exponent);
    EXPECT_EQ(result.centroids, centroids);
  }
}

TYPED_TEST(Invariance, OfCopiesOfAllRows) {
  Host host;
  const auto values = sample<TypeParam>(300, 3, 9);
  Matrix<TypeParam> twice(600, 3);
  std::copy_n(values.values().begin(), 900, std::copy_n(values.values().begin(), 900, twice.values().begin()));
  const auto options = from_first_rows(values, 5);
  const auto expected = host.fit(values, options), result = host.fit(twice, options);
  EXPECT_EQ(result.centroids, expected.centroids);
  EXPECT_EQ(result.inertia, 2.0 * expected.inertia);
  EXPECT_TRUE(std::equal(expected.labels.begin(), expected.labels.end(), result.labels.begin() + 300));
}

TYPED_TEST(Invariance, OfAShift) {
  Host host;
  auto values = sample<TypeParam>(400, 2, 10);
  // Multiples of 1/256 below 2: adding 64 is exact in both types.
  for (auto& value : values.values()) value = std::round(value * 256) / 256;
  auto shifted = values;
  for (auto& value : shifted.values()) value += 64;
  const auto expected = host.fit(values, from_first_rows(values, 4));
  const auto result = host.fit(shifted, from_first_rows(shifted, 4));
  EXPECT_EQ(adjusted_rand(result.labels, expected.labels), 1.0);
  for (std::size_t i = 0; i < expected.centroids.values().size(); ++i) {
    // Rounded once to the scalar type, at 64 instead of 1.
    EXPECT_NEAR(result.centroids.values()[i] - 64.0, expected.centroids.values()[i],
                64.0 * std::numeric_limits<TypeParam>::epsilon());
  }
}

}  // namespace
}  // namespace shoal::test

// Rows, centroids and weights of very different magnitudes: what k-means promises at any scale. The right answers are
// those of the same data without the giant, or by the definition in long double.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fixture.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

// The promise of kmeans.hpp, twice, as two numbers are compared; a chain of floats adds (d + 2) / 2 epsilons.
constexpr double k_accuracy = 0x1p-19;

template <class T>
Matrix<T> with_row(const Matrix<T>& values, double giant) {
  Matrix<T> more(values.rows() + 1, values.cols());
  std::ranges::copy(values.values(), more.values().begin());
  more(values.rows(), 0) = static_cast<T>(giant);
  return more;
}

template <class T>
class Scales : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Scales, Types);

TYPED_TEST(Scales, OneGiantRowLeavesTheInertiaOfTheOthers) {
  Bench bench;
  const auto plain = blobs<TypeParam>(90, 3, 3);
  for (const auto init : {KMeansInit::plus_plus, KMeansInit::scalable}) {
    const auto wanted = bench.fit(plain, {.k = 3, .init = init, .initial = {}});
    for (const double giant : {1e4, 1e7, 1e9, -1e12, 1e15, 1e18, 1e30, 1e75, -1e150}) {
      if (std::abs(giant) > 1e18 && sizeof(TypeParam) == sizeof(float)) continue;  // overflows when squared
      const auto values = with_row(plain, giant);
      const auto result = bench.fit(values, {.k = 4, .init = init, .initial = {}});
      auto sizes = wanted.sizes;
      sizes.push_back(1);
      EXPECT_EQ(result.sizes, sizes) << giant;
      EXPECT_NEAR(result.inertia / wanted.inertia, 1.0, k_accuracy) << giant;
      EXPECT_EQ(result.inertia, result.inertia_trace.back());
      EXPECT_TRUE(std::ranges::is_sorted(result.inertia_trace, std::greater<>())) << giant;
      EXPECT_TRUE(result.warnings.empty()) << giant;
      for (std::int64_t c = 0; c < 3; ++c) {
        for (std::int64_t j = 0; j < 3; ++j) {
          EXPECT_NEAR(result.centroids(c, j), wanted.centroids(c, j), 2e-6) << giant;
        }
      }
    }
  }
}

TYPED_TEST(Scales, GivenCentroidsMayLieFarOff) {
  Bench bench;
  const auto values = blobs<TypeParam>(90, 3, 3);
  const auto fit = [&](double far) {
    KMeansOptions options{.k = 3, .init = KMeansInit::given, .initial = Matrix<double>(3, 3)};
    for (std::int64_t j = 0; j < 3; ++j) {
      options.initial(1, j) = 6.0;
      options.initial(2, j) = far;
    }
    return bench.fit(values, options);
  };
  const auto wanted = fit(1e2);
  for (const double far : {1e3, 1e6, 1e9, 1e15}) {
    const auto result = fit(far);
    EXPECT_EQ(result.labels, wanted.labels) << far;
    EXPECT_EQ(result.sizes.size(), 3u) << far;
    EXPECT_NEAR(result.inertia / wanted.inertia, 1.0, k_accuracy) << far;
    EXPECT_TRUE(result.warnings.empty()) << far;
  }
}

/// The inertia that the exact weighted means of the clusters would have, rounded to T, in long double.
template <class T>
double inertia_of_exact_means(const Matrix<T>& values, KMeansResult result, const std::vector<double>& weights) {
  for (std::int64_t c = 0; c < result.centroids.rows(); ++c) {
    for (std::int64_t j = 0; j < values.cols(); ++j) {
      long double sum = 0, weight = 0;
      for (std::int64_t i = 0; i < values.rows(); ++i) {
        const auto row = static_cast<std::size_t>(i);
        if (result.labels[row] != c) continue;
        sum += static_cast<long double>(weights[row]) * static_cast<long double>(values(i, j));
        weight += weights[row];
      }
      result.centroids(c, j) = static_cast<double>(static_cast<T>(sum / weight));
    }
  }
  return inertia_by_definition(values, result, weights);
}

TYPED_TEST(Scales, WeightsMayLieFarApart) {
  Bench bench;
  const auto values = blobs<TypeParam>(60, 2, 5);
  for (const double ratio : {1e3, 1e9, 1e12, 1e40, 1e100}) {
    for (const int heavy : {1, 3}) {
      std::vector<double> weights(60, 1.0);
      for (int i = 0; i < heavy; ++i) weights[static_cast<std::size_t>(17 * i)] = ratio;
      const auto result = bench.fit(values, {.k = heavy + 5, .initial = {}}, weights);
      ASSERT_EQ(result.centroids.rows(), heavy + 5) << ratio;
      EXPECT_TRUE(result.warnings.empty()) << ratio;
      const double exact = inertia_by_definition(values, result, weights);
      EXPECT_NEAR(result.inertia / exact, 1.0, k_accuracy) << ratio;
      // Each heavy row has a centroid of its own, and the others are as well off as without it.
      const auto light = bench.fit(values, {.k = 5, .initial = {}});
      EXPECT_LE(result.inertia, 1.001 * light.inertia) << ratio;
      EXPECT_LE(exact, inertia_of_exact_means(values, result, weights) * (1 + k_accuracy)) << ratio;
    }
  }
}

TYPED_TEST(Scales, OnlyTheRatiosOfWeightsMatter) {
  Bench bench;
  const auto values = blobs<TypeParam>(100, 3, 4);
  std::vector<double> weights;
  for (int i = 0; i < 100; ++i) weights.push_back(1.0 + i % 9);
  for (const auto init : {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random}) {
    const auto wanted = bench.fit(values, {.k = 4, .init = init, .initial = {}}, weights);
    for (const int exponent : {-1074, -1060, -900, 900, 1000}) {
      auto scaled = weights;
      for (double& weight : scaled) weight = std::ldexp(weight, exponent);
      const auto result = bench.fit(values, {.k = 4, .init = init, .initial = {}}, scaled);
      EXPECT_EQ(result.labels, wanted.labels) << exponent;
      EXPECT_EQ(result.centroids, wanted.centroids) << exponent;
      EXPECT_EQ(result.inertia, std::ldexp(wanted.inertia, exponent));
    }
  }
}

template <class F>
void expect_data_error(const F& run, const std::string& words) {
  try {
    run();
    ADD_FAILURE() << "no error: " << words;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_NE(error.message().find(words), std::string::npos) << error.message();
    EXPECT_FALSE(error.hint().empty());
  }
}

TEST(ScaleLimits, WeightsBeyondAllMeasureAreRefusedInWords) {
  Bench bench;
  const auto values = blobs<double>(50, 2, 3);
  std::vector<double> weights(50, 1e-10);
  weights[3] = 1e300;
  EXPECT_EQ(bench.fit(values, {.k = 4, .initial = {}}, weights).centroids.rows(), 4);
  weights[4] = 5e-324;
  expect_data_error([&] { bench.fit(values, {.k = 4, .initial = {}}, weights); }, "10^608");
  weights.assign(50, 1.7e308);
  expect_data_error([&] { bench.fit(values, {.k = 3, .initial = {}}, weights); }, "beyond the range");
}

/// Values times `unit`: the result is that of unit 1, or refused.
template <class T>
void check_unit(double unit, bool refused) {
  Bench bench;
  const auto plain = blobs<T>(60, 3, 4);
  auto values = plain;
  for (auto& value : values.values()) value *= static_cast<T>(unit);
  const KMeansOptions options{.k = 4, .initial = {}};
  if (refused) {
    return expect_data_error([&] { bench.fit(values, options); }, "precision");
  }
  const auto wanted = bench.fit(plain, options), result = bench.fit(values, options);
  EXPECT_EQ(result.labels, wanted.labels) << unit;
  EXPECT_NEAR(result.inertia / (wanted.inertia * unit * unit), 1.0, 1e-5) << unit;
}

TEST(ScaleLimits, DistancesThatVanishOrOverflowAreRefused) {
  for (const double unit : {1e-10, 1e-15, 1e-17, 1e10, 1e16}) check_unit<float>(unit, false);
  for (const double unit : {1e-20, 1e-21, 1e-23, 1e-30, 1e-38, 1e19, 1e30}) check_unit<float>(unit, true);
  for (const double unit : {1e-100, 1e-140, 1e100, 1e150}) check_unit<double>(unit, false);
  for (const double unit : {1e-160, 1e-162, 1e-170, 1e-300, 1e154, 1e300}) check_unit<double>(unit, true);
}

}  // namespace
}  // namespace shoal::test

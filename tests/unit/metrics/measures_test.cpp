// What the measures promise beyond their values: noise, garbage, offsets, extremes, threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "metrics/contingency.hpp"
#include "oracle_device.hpp"
#include "shoal/error.hpp"
#include "shoal/metrics.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

using Labels = std::vector<std::int32_t>;

struct Measures {
  double width, ratio, overlap;
  bool operator==(const Measures&) const = default;
};

class MeasuresTest : public testing::Test {
 protected:
  std::unique_ptr<Device> device = test::make_oracle_device();
  ThreadPool threads{1};
  Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};

  template <class T>
  Measures measure(const Matrix<T>& x, const Labels& labels, std::int64_t k) {
    const auto points = device->upload(threads, x.view());
    return {silhouette(context, *points, labels, k).mean, calinski_harabasz(context, *points, labels, k),
            davies_bouldin(context, *points, labels, k)};
  }
};

/// Two columns of whole numbers in [0, 64) around one of three centres; labels[i] = i % 3.
template <class T>
Matrix<T> three_groups(std::int64_t rows, T offset = 0, T unit = 1) {
  Matrix<T> x(rows, 2);
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < 2; ++j) {
      const auto noise = random_below(64, 7, Purpose::generate, static_cast<std::uint64_t>(2 * i + j));
      x(i, j) = (static_cast<T>(noise) + static_cast<T>(100 * (i % 3) * (j + 1))) * unit + offset;
    }
  }
  return x;
}

Labels thirds(std::int64_t rows) {
  Labels labels(static_cast<std::size_t>(rows));
  for (std::size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<std::int32_t>(i % 3);
  return labels;
}

TEST_F(MeasuresTest, NoiseIsLeftOut) {
  const Matrix<double> all = three_groups<double>(90);
  Labels labels = thirds(90);
  Matrix<double> kept(60, 2);
  Labels kept_labels;
  for (std::int64_t i = 0; i < 90; ++i) {
    if (i >= 60) {
      labels[static_cast<std::size_t>(i)] = -1;
      continue;
    }
    kept_labels.push_back(labels[static_cast<std::size_t>(i)]);
    for (std::int64_t j = 0; j < 2; ++j) kept(i, j) = all(i, j);
  }
  const Measures with_noise = measure(all, labels, 3), without = measure(kept, kept_labels, 3);
  EXPECT_DOUBLE_EQ(with_noise.width, without.width);
  EXPECT_DOUBLE_EQ(with_noise.ratio, without.ratio);
  EXPECT_DOUBLE_EQ(with_noise.overlap, without.overlap);
}

TEST_F(MeasuresTest, AnOffsetCostsNoDigits) {
  // Whole numbers below 2^53: the shifted matrix holds the same differences exactly.
  const Measures plain = measure(three_groups<double>(300), thirds(300), 3);
  const Measures shifted = measure(three_groups<double>(300, 0x1p52), thirds(300), 3);
  EXPECT_NEAR(shifted.ratio, plain.ratio, 1e-12 * plain.ratio);
  EXPECT_NEAR(shifted.overlap, plain.overlap, 1e-12 * plain.overlap);
}

TEST_F(MeasuresTest, HugeAndTinyUnitsChangeNothing) {
  const auto labels = thirds(300);
  const auto ratios = [&](const auto& x) {
    const auto points = device->upload(threads, x.view());
    return std::pair{calinski_harabasz(context, *points, labels, 3), davies_bouldin(context, *points, labels, 3)};
  };
  const auto plain = ratios(three_groups<double>(300));
  EXPECT_EQ(ratios(three_groups<double>(300, 0.0, 0x1p1014)), plain);
  EXPECT_EQ(ratios(three_groups<double>(300, 0.0, 0x1p-1070)), plain);
  EXPECT_EQ(ratios(three_groups<float>(300, 0.0f, 0x1p-149f)), ratios(three_groups<float>(300)));
}

/// Distances in units that a square would take out of the range of its type.
TEST_F(MeasuresTest, SilhouettesHaveNoUnit) {
  const auto labels = thirds(300);
  const auto width = [&](const auto& x) {
    const auto points = device->upload(threads, x.view());
    return silhouette(context, *points, labels, 3).mean;
  };
  const double plain = width(three_groups<double>(300));
  ASSERT_GT(plain, 0.5);
  for (const double unit : {1e154, 1e160, 1e300, 1e-154, 1e-162, 1e-200, 1e-300}) {
    EXPECT_NEAR(width(three_groups<double>(300, 0.0, unit)), plain, 1e-9) << unit;
  }
  for (const float unit : {1e19F, 1e30F, 1e-19F, 1e-23F, 1e-38F}) {
    EXPECT_NEAR(width(three_groups<float>(300, 0.0F, unit)), plain, 1e-6) << unit;
  }
}

/// By the definition in long double: rows of one, with one in another unit in a cluster of its own, and beside it.
TEST_F(MeasuresTest, SilhouettesOfRowsInVeryDifferentUnits) {
  for (const double giant : {1e60, 1e100, 1e154, 1e200}) {
    Matrix<double> x = three_groups<double>(60);
    x(0, 1) = giant;
    for (const std::int32_t label_of_giant : {0, 3}) {
      Labels labels = thirds(60);
      labels[0] = label_of_giant;
      long double wanted = 0;
      for (std::int64_t i = 0; i < 60; ++i) {
        long double sums[4] = {}, counts[4] = {};
        for (std::int64_t other = 0; other < 60; ++other) {
          if (other == i) continue;
          const auto c = static_cast<std::size_t>(labels[static_cast<std::size_t>(other)]);
          sums[c] += std::hypot(static_cast<long double>(x(i, 0)) - x(other, 0),
                                static_cast<long double>(x(i, 1)) - x(other, 1));
          counts[c] += 1;
        }
        const auto own = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
        if (counts[own] == 0) continue;
        long double nearest = std::numeric_limits<long double>::infinity();
        for (std::size_t c = 0; c < 4; ++c) {
          if (c != own && counts[c] > 0) nearest = std::min(nearest, sums[c] / counts[c]);
        }
        const long double a = sums[own] / counts[own];
        wanted += (nearest - a) / std::max(nearest, a) / 60;
      }
      const auto points = device->upload(threads, x.view());
      EXPECT_NEAR(silhouette(context, *points, labels, 4).mean, static_cast<double>(wanted), 1e-6) << giant;
    }
  }
}

/// The estimate from 300 of 6,000 rows beside the exact value, within 4 of its standard errors; and the error itself is
/// about the spread of the estimates.
TEST_F(MeasuresTest, SampledSilhouettesLieWithinTheirStandardErrors) {
  for (const std::int64_t groups : {2, 3, 8}) {
    Matrix<double> x(3000, 2);
    Labels labels;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      labels.push_back(static_cast<std::int32_t>(i % groups));
      for (std::int64_t j = 0; j < 2; ++j) {
        const auto at = static_cast<std::uint64_t>(2 * i + j);
        x(i, j) = random_unit(5, Purpose::generate, at) + random_unit(6, Purpose::generate, at) +
                  0.8 * static_cast<double>((i % groups + j) % 3 + (i % groups) / 3);
      }
    }
    const auto points = device->upload(threads, x.view());
    const double exact = silhouette(context, *points, labels, groups).mean;
    double sq_errors = 0.0, sq_stated = 0.0;
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      Context seeded = context.with_seed(seed);
      const SampledSilhouette found = sampled_silhouette(seeded, *points, labels, groups, 300);
      EXPECT_NEAR(found.sample.mean, exact, 4 * found.standard_error) << groups;
      EXPECT_EQ(found.rows.size(), 300u);
      EXPECT_TRUE(std::ranges::is_sorted(found.rows));
      sq_errors += (found.sample.mean - exact) * (found.sample.mean - exact);
      sq_stated += found.standard_error * found.standard_error;
    }
    EXPECT_LT(sq_stated, 10 * sq_errors) << groups;
  }
}

TEST_F(MeasuresTest, ASampleOfAllRowsIsExact) {
  const Matrix<float> x = three_groups<float>(90);
  Labels labels = thirds(90);
  labels[5] = labels[50] = -1;
  const auto points = device->upload(threads, x.view());
  const SampledSilhouette found = sampled_silhouette(context, *points, labels, 3, 1000);
  EXPECT_EQ(found.standard_error, 0.0);
  EXPECT_EQ(found.rows.size(), 88u);
  EXPECT_NEAR(found.sample.mean, silhouette(context, *points, labels, 3).mean, 1e-12);
  EXPECT_THROW(sampled_silhouette(context, *points, labels, 3, 1), Error);
  EXPECT_THROW(sampled_silhouette(context, *points, Labels(90, 0), 1, 50), Error);
}

TEST_F(MeasuresTest, ThreadsChangeNoBit) {
  const Matrix<float> x = three_groups<float>(20'011);
  const Labels labels = thirds(20'011);
  const auto points = device->upload(threads, x.view());
  const auto ratios = [&](int count) {
    ThreadPool pool(count);
    Context other{*device, pool, no_events(), cancellation};
    return std::pair{calinski_harabasz(other, *points, labels, 3), davies_bouldin(other, *points, labels, 3)};
  };
  EXPECT_EQ(ratios(1), ratios(2));
  EXPECT_EQ(ratios(1), ratios(7));
}

TEST_F(MeasuresTest, EqualRowsHaveNoSpread) {
  const Matrix<float> x(8, 2);
  const Measures found = measure(x, {0, 1, 0, 1, 0, 1, 0, 1}, 2);
  EXPECT_EQ(found, (Measures{0.0, 1.0, 0.0}));
}

TEST_F(MeasuresTest, EveryRowAlone) {
  const Measures found = measure(three_groups<double>(3), {0, 1, 2}, 3);
  EXPECT_EQ(found, (Measures{0.0, 1.0, 0.0}));
}

TEST_F(MeasuresTest, OneClusterIsAnError) {
  const Matrix<float> x = three_groups<float>(5);
  for (const Labels& labels : {Labels{0, 0, 0, 0, 0}, Labels{-1, -1, -1, -1, -1}, Labels{2, -1, 2, -1, 2}}) {
    const auto points = device->upload(threads, x.view());
    EXPECT_THROW(silhouette(context, *points, labels, 3), Error);
    EXPECT_THROW(calinski_harabasz(context, *points, labels, 3), Error);
    EXPECT_THROW(davies_bouldin(context, *points, labels, 3), Error);
  }
}

TEST_F(MeasuresTest, WrongLabelsAreNamed) {
  const Matrix<float> x = three_groups<float>(3);
  const auto points = device->upload(threads, x.view());
  try {
    silhouette(context, *points, Labels{0, 1, 7}, 3);
    FAIL() << "label 7 of 3 was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_STREQ(error.what(), "row 3: label 7 is not between -1 and 2");
  }
  EXPECT_THROW(davies_bouldin(context, *points, Labels{0, 1}, 3), Error);
  EXPECT_THROW(davies_bouldin(context, *points, Labels{0, 1, -2}, 3), Error);
}

TEST(Contingency, CountsOnlyPairsThatOccur) {
  const Labels a = {5, -1, 5, 5, 2}, b = {0, 0, 1, 0, 1};
  const metrics::Contingency table = metrics::contingency(a, b);
  EXPECT_EQ(table.rows, 5);
  EXPECT_EQ(table.in_a, (std::vector<std::int64_t>{1, 1, 3}));  // -1, 2, 5
  EXPECT_EQ(table.in_b, (std::vector<std::int64_t>{3, 2}));
  ASSERT_EQ(table.cells.size(), 4u);
  EXPECT_EQ(table.cells[2].a, 2);
  EXPECT_EQ(table.cells[2].b, 0);
  EXPECT_EQ(table.cells[2].count, 2);
}

TEST(Contingency, ExtremeLabels) {
  const std::int32_t low = std::numeric_limits<std::int32_t>::min(), high = std::numeric_limits<std::int32_t>::max();
  EXPECT_EQ(adjusted_rand(Labels{low, high, low, -1}, Labels{1, 2, 1, 3}), 1.0);
  EXPECT_NEAR(normalized_mutual_info(Labels{low, high, low, -1}, Labels{1, 2, 1, 3}), 1.0, 1e-15);
}

TEST(Contingency, DifferentLengthsAreAnError) {
  EXPECT_THROW(adjusted_rand(Labels{0, 1}, Labels{0}), Error);
  EXPECT_THROW(normalized_mutual_info(Labels{}, Labels{0}), Error);
}

TEST(AdjustedRand, AMillionSingletonsAgainstThemselves) {
  Labels a(1'000'000);
  std::iota(a.begin(), a.end(), 0);
  EXPECT_EQ(adjusted_rand(a, Labels(a.rbegin(), a.rend())), 1.0);
}

}  // namespace
}  // namespace shoal

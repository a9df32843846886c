#include "select/valley.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "shoal/random.hpp"

namespace shoal {
namespace {

double uniform(std::int64_t row, std::uint32_t lane) {
  return random_unit(7, Purpose::generate, static_cast<std::uint64_t>(row), lane);
}

/// Box and Muller 1958.
double normal(std::int64_t row, std::uint32_t lane) {
  return std::sqrt(-2.0 * std::log(1.0 - uniform(row, 2 * lane))) *
         std::cos(2.0 * std::numbers::pi * uniform(row, 2 * lane + 1));
}

class ValleyTest : public testing::Test {
 protected:
  std::unique_ptr<Device> device = make_device("cpu");
  ThreadPool threads{2};
  Cancellation cancellation;
  Context context{*device, threads, no_events(), cancellation};

  /// With the rows on either side of `border` in the first column as clusters, around their means.
  Valley between(const Matrix<double>& x, double border) {
    std::vector<std::int32_t> labels;
    Matrix<double> centroids(2, x.cols());
    double rows[2] = {0.0, 0.0};
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      labels.push_back(x(i, 0) < border ? 0 : 1);
      rows[labels.back()] += 1.0;
      for (std::int64_t j = 0; j < x.cols(); ++j) centroids(labels.back(), j) += x(i, j);
    }
    for (std::int64_t c = 0; c < 2; ++c) {
      for (std::int64_t j = 0; j < x.cols(); ++j) centroids(c, j) /= rows[c];
    }
    const auto points = device->upload(threads, x.view());
    return least_valley(select::draw_density_sample(context, *points), labels, centroids.view());
  }

  /// Rows of a normal cloud, the first `moved` of them by `way` along the first column.
  Matrix<double> cloud(std::int64_t rows, std::int64_t moved, double way) {
    Matrix<double> x(rows, 2);
    for (std::int64_t i = 0; i < rows; ++i) {
      x(i, 0) = normal(i, 0) + (i < moved ? way : 0.0);
      x(i, 1) = normal(i, 1);
    }
    return x;
  }
};

TEST_F(ValleyTest, TwoCloudsHaveOneBetweenThem) {
  const Valley wide = between(cloud(1000, 500, 8.0), 4.0);
  EXPECT_GT(wide.depth, 0.95);
  EXPECT_GT(wide.contrast, 10.0);
  const Valley narrow = between(cloud(1000, 500, 3.0), 1.5);
  EXPECT_GT(narrow.depth, 0.25);
  EXPECT_LT(narrow.depth, 0.75);
  EXPECT_LT(narrow.contrast, wide.contrast);
}

TEST_F(ValleyTest, ASmallCloudBesideALargeOne) {
  const Valley valley = between(cloud(2000, 40, 8.0), 4.0);
  EXPECT_GT(valley.depth, 0.9);
  EXPECT_GT(valley.contrast, 3.0);
}

TEST_F(ValleyTest, HalvesOfOneCloudHaveNone) {
  const Valley valley = between(cloud(2000, 0, 0.0), 0.0);
  EXPECT_LT(valley.depth, 0.2);
  EXPECT_LT(valley.contrast, 2.0);
}

TEST_F(ValleyTest, AFewRowsLeaveItOpen) {
  // Bands are empty by chance there, and the contrast says so.
  EXPECT_LT(between(cloud(20, 0, 0.0), 0.0).contrast, 3.0);
}

TEST_F(ValleyTest, WholeNumbersHaveNoneBetweenThem) {
  Matrix<double> x(3000, 1);
  for (std::int64_t i = 0; i < x.rows(); ++i) x(i, 0) = std::floor(12.0 * uniform(i, 0));
  const Valley valley = between(x, 5.5);
  EXPECT_LT(valley.depth, 0.3);
  // The same when the numbers are equal but for rounding.
  for (double& value : x.values()) value = (value + 0.1) * 3.0 / 7.0;
  EXPECT_LT(between(x, 5.6 * 3.0 / 7.0).depth, 0.3);
}

TEST_F(ValleyTest, GroupsOfWholeNumbersHaveOne) {
  Matrix<double> x = cloud(1000, 500, 12.0);
  for (double& value : x.values()) value = std::round(value);
  EXPECT_GT(between(x, 6.0).depth, 0.95);
}

TEST_F(ValleyTest, OfSeveralPairsTheLeastCertainCounts) {
  Matrix<double> x = cloud(1500, 500, 20.0);
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < x.rows(); ++i) labels.push_back(i < 500 ? 0 : x(i, 0) < 0.0 ? 1 : 2);
  Matrix<double> centroids(3, 2, {20.0, 0.0, -0.8, 0.0, 0.8, 0.0});
  const auto points = device->upload(threads, x.view());
  const auto sample = select::draw_density_sample(context, *points);
  EXPECT_LT(least_valley(sample, labels, centroids.view()).depth, 0.3);
  // Rows in no cluster count nowhere.
  for (std::int32_t& label : labels) label = label == 2 ? -1 : label;
  EXPECT_GT(least_valley(sample, labels, Matrix<double>(2, 2, {20.0, 0.0, -0.8, 0.0}).view()).depth, 0.9);
}

TEST_F(ValleyTest, OffsetAndScaleDoNotMatter) {
  Matrix<double> x = cloud(800, 400, 4.0);
  const Valley plain = between(x, 2.0);
  for (double& value : x.values()) value = value * 1024.0 + 1048576.0;
  const Valley moved = between(x, 2.0 * 1024.0 + 1048576.0);
  EXPECT_NEAR(plain.depth, moved.depth, 0.02);
  EXPECT_NEAR(plain.contrast, moved.contrast, 0.2);
}

TEST_F(ValleyTest, ManyRowsAreSampled) {
  Matrix<float> x(30'000, 1);
  for (std::int64_t i = 0; i < x.rows(); ++i) x(i, 0) = static_cast<float>(i);
  const auto points = device->upload(threads, x.view());
  const auto sample = select::draw_density_sample(context, *points);
  EXPECT_EQ(std::ssize(sample.rows), select::k_most_sampled);
  EXPECT_TRUE(std::ranges::is_sorted(sample.rows));
  EXPECT_EQ(std::set(sample.rows.begin(), sample.rows.end()).size(), sample.rows.size());
  const Matrix<float> wide(300, 17'000);
  const auto wider = device->upload(threads, wide.view());
  EXPECT_EQ(std::ssize(select::draw_density_sample(context, *wider).rows), select::k_least_sampled);
}

}  // namespace
}  // namespace shoal

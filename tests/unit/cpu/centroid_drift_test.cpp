#include "cpu/fit/centroid_drift.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace shoal {
namespace {

using cpu::CentroidDrift;

TEST(CentroidDrift, AddsUpTheMovesOfEachCentroidAndTheTwoLongest) {
  CentroidDrift drift;
  Matrix<double> centroids(3, 2, {0.0, 0.0, 10.0, 0.0, 0.0, 10.0});
  drift.update(centroids.view());
  EXPECT_EQ(drift.version(), 1);
  EXPECT_EQ(drift.longest_path(), 0.0);
  centroids(0, 0) += 3.0;
  centroids(0, 1) += 4.0;
  centroids(2, 0) -= 2.0;
  drift.update(centroids.view());
  centroids(1, 0) += 1.0;
  drift.update(centroids.view());
  EXPECT_EQ(drift.version(), 3);
  const std::vector<double> paths{5.0, 1.0, 2.0};
  const std::vector<std::int64_t> moved_at{2, 3, 2};
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto i = static_cast<std::size_t>(c);
    EXPECT_GE(drift.path(c), paths[i]);
    EXPECT_NEAR(drift.path(c), paths[i], 1e-12);
    EXPECT_EQ(drift.moved_at(c), moved_at[i]);
  }
  EXPECT_NEAR(drift.longest_path(), 6.0, 1e-12);
  EXPECT_NEAR(drift.second_path(), 2.0, 1e-12);
  EXPECT_EQ(drift.centroids(), centroids);
}

TEST(CentroidDrift, TheSameCentroidsAgainAreNoNewVersion) {
  CentroidDrift drift;
  const Matrix<double> centroids(2, 1, {1.0, 2.0});
  drift.update(centroids.view());
  drift.update(centroids.view());
  EXPECT_EQ(drift.version(), 1);
}

TEST(CentroidDrift, AnotherShapeBeginsAnew) {
  CentroidDrift drift;
  Matrix<double> two(2, 1, {1.0, 2.0});
  drift.update(two.view());
  two(0, 0) = 5.0;
  drift.update(two.view());
  drift.update(Matrix<double>(3, 1).view());
  EXPECT_EQ(drift.version(), 3);
  EXPECT_EQ(drift.first_version(), 3);
  EXPECT_EQ(drift.longest_path(), 0.0);
  EXPECT_EQ(drift.moved_at(2), 3);
  drift.update(two.view());
  EXPECT_EQ(drift.first_version(), 4);
}

/// Differences of paths bound the distance between any two versions, as long double has it.
TEST(CentroidDrift, PathsAreUpperBounds) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  for (const double scale : {1e-300, 1e-9, 1.0, 1e200}) {
    CentroidDrift drift;
    Matrix<double> centroids(4, 3);
    drift.update(centroids.view());
    std::vector<Matrix<double>> seen{centroids};
    std::vector<double> paths{0.0}, longest{0.0};
    for (int pass = 0; pass < 20; ++pass) {
      for (double& value : centroids.values()) value += scale * normal(random) * std::pow(0.7, pass);
      drift.update(centroids.view());
      for (std::size_t then = 0; then < seen.size(); ++then) {
        long double sq = 0.0L;
        for (std::int64_t j = 0; j < 3; ++j) {
          const long double t = static_cast<long double>(centroids(1, j)) - static_cast<long double>(seen[then](1, j));
          sq += t * t;
        }
        EXPECT_GE(cpu::difference_rounded_up(drift.path(1), paths[then]), std::sqrt(sq));
        EXPECT_GE(cpu::difference_rounded_up(drift.longest_path(), longest[then]), std::sqrt(sq));
      }
      seen.push_back(centroids);
      paths.push_back(drift.path(1));
      longest.push_back(drift.longest_path());
    }
  }
}

}  // namespace
}  // namespace shoal

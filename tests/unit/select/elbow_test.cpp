#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "select/elbow.hpp"

namespace shoal {
namespace {

using Ks = std::vector<std::int64_t>;

std::optional<std::int64_t> elbow_at(const Ks& k, const std::vector<double>& inertia) {
  const auto elbow = select::locate_elbow(k, inertia);
  return elbow ? std::optional(elbow->k) : std::nullopt;
}

const Ks k_to_ten = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};

TEST(Elbow, PowerLawsHaveNone) {
  // The inertia of d-dimensional uniform data falls as k^(-2/d).
  for (const double d : {0.5, 1.0, 2.0, 3.0, 8.0, 100.0}) {
    std::vector<double> inertia;
    for (const auto k : k_to_ten) inertia.push_back(1e4 * std::pow(static_cast<double>(k), -2.0 / d));
    EXPECT_FALSE(elbow_at(k_to_ten, inertia)) << d;
  }
}

TEST(Elbow, StraightAndConcaveLinesHaveNone) {
  EXPECT_FALSE(elbow_at(k_to_ten, {100, 90, 80, 70, 60, 50, 40, 30, 20, 10}));
  EXPECT_FALSE(elbow_at(k_to_ten, {100, 99, 97, 94, 90, 85, 79, 72, 64, 55}));
  EXPECT_FALSE(elbow_at(k_to_ten, std::vector<double>(10, 3.5)));
}

TEST(Elbow, LiesWhereTheClustersEnd) {
  // Steep up to k, then the pace of splitting round clusters in three columns.
  for (const std::int64_t k : {2, 3, 5, 8}) {
    std::vector<double> inertia = {1.0};
    for (std::size_t i = 1; i < 10; ++i) {
      const double step = static_cast<double>(k_to_ten[i]) / static_cast<double>(k_to_ten[i - 1]);
      inertia.push_back(inertia.back() * std::pow(step, k_to_ten[i] <= k ? -2.5 : -0.5));
    }
    EXPECT_EQ(elbow_at(k_to_ten, inertia), k);
    const auto elbow = select::locate_elbow(k_to_ten, inertia);
    ASSERT_TRUE(elbow);
    EXPECT_NEAR(elbow->before, 1.0 - std::pow(2.0, -2.5), 1e-12);
    EXPECT_NEAR(elbow->after, 1.0 - std::pow(2.0, -0.5), 1e-12);
  }
}

TEST(Elbow, ScaleAndUnitsDoNotMatter) {
  const std::vector<double> inertia = {1000, 400, 60, 50, 45, 40};
  const Ks k = {1, 2, 3, 4, 5, 6};
  ASSERT_EQ(elbow_at(k, inertia), 3);
  for (const double unit : {1e-300, 1e-6, 1e6, 1e300}) {
    std::vector<double> scaled;
    for (const double value : inertia) scaled.push_back(value * unit);
    EXPECT_EQ(elbow_at(k, scaled), 3) << unit;
  }
}

TEST(Elbow, KsNeedNotStartAtOneNorBeWhole) { EXPECT_EQ(elbow_at({2, 3, 4, 8, 16}, {900, 500, 40, 36, 30}), 4); }

TEST(Elbow, AnInertiaThatRisesIsReadAsLevel) { EXPECT_EQ(elbow_at({1, 2, 3, 4, 5}, {1000, 300, 20, 25, 19}), 3); }

TEST(Elbow, Garbage) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(elbow_at({}, {}));
  EXPECT_FALSE(elbow_at({1}, {5}));
  EXPECT_FALSE(elbow_at({1, 2}, {5, 1}));
  EXPECT_FALSE(elbow_at({1, 2, 3}, {0, 0, 0}));
  EXPECT_FALSE(elbow_at({1, 2, 3}, {nan, nan, nan}));
  EXPECT_FALSE(elbow_at({1, 2, 3}, {5, 4}));
  EXPECT_FALSE(elbow_at({0, 1, 2}, {5, 4, 1}));
  EXPECT_FALSE(elbow_at({3, 2, 1}, {5, 4, 1}));
}

TEST(Elbow, NothingIsLeftAtTheLastK) {
  // The curve plunges at its end: what lies beyond is unknown.
  EXPECT_FALSE(elbow_at({1, 2, 3, 4}, {100, 80, 60, 0}));
}

}  // namespace
}  // namespace shoal

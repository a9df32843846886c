#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "shoal/cluster_sums.hpp"
#include "shoal/device.hpp"
#include "shoal/error.hpp"
#include "shoal/one_answer.hpp"

namespace shoal {
namespace {

constexpr double k_unbounded = std::numeric_limits<double>::infinity();

ColumnStats stats_of(std::vector<double> min, std::vector<double> max) {
  ColumnStats stats{min, max, {}, 1.0};
  for (std::size_t j = 0; j < min.size(); ++j) {
    stats.weighted_abs_max.push_back(std::max(std::fabs(min[j]), std::fabs(max[j])));
  }
  return stats;
}

TEST(Quantisation, UsesTheBitsOfTheType) {
  const ColumnStats stats = stats_of({-1, 0}, {0.5, 1000});
  const Quantisation narrow = make_quantisation(stats, Scalar::f32, false);
  EXPECT_EQ(narrow.value_exponent, (std::vector<int>{38, 29}));  // 1 2^38 and 1000 2^29 lie in (2^37, 2^39]
  EXPECT_EQ(narrow.weight_exponent, 0);
  const Quantisation wide = make_quantisation(stats, Scalar::f64, false);
  EXPECT_EQ(wide.value_exponent, (std::vector<int>{60, 51}));
}

TEST(Quantisation, SquaredDistancesFitTheirBits) {
  for (const double weight : {1.0, 1e-80, 7.3, 1e80}) {
    for (const double width : {1e-60, 1.0, 3.7, 1e60}) {
      ColumnStats stats = stats_of({-width, 0, 5}, {width, 2 * width, 5});
      stats.max_weight = weight;
      const int s = make_quantisation(stats, Scalar::f64, true).sq_exponent;
      const double largest = std::ldexp(8 * width * width * weight, s);
      EXPECT_LT(largest * 1.0625, 0x1p52);
      EXPECT_GE(largest * 1.0625, 0x1p51);
    }
  }
}

TEST(Quantisation, InitialCentroidsWidenTheBox) {
  const ColumnStats stats = stats_of({0, 0}, {1, 1});
  Matrix<double> initial(2, 2);
  initial(1, 0) = -7;
  const int without = make_quantisation(stats, Scalar::f32, false).sq_exponent;
  const int with = make_quantisation(stats, Scalar::f32, false, initial.view()).sq_exponent;
  EXPECT_EQ(without - with, 5);  // squared diagonals 2 and 65, with the margin 2.1 and 69.1: 2^2 and 2^7 above them
}

TEST(Quantisation, ScalesStayNormal) {
  const Quantisation tiny = make_quantisation(stats_of({0}, {1e-44}), Scalar::f32, false);
  EXPECT_EQ(tiny.value_exponent[0], 126);
  const Quantisation least = make_quantisation(stats_of({0}, {5e-324}), Scalar::f64, false);
  EXPECT_EQ(least.value_exponent[0], 1022);
  const double largest = std::numeric_limits<double>::max();
  const Quantisation most = make_quantisation(stats_of({-largest}, {largest}), Scalar::f64, false);
  EXPECT_EQ(most.value_exponent[0], 61 - 1024);
  EXPECT_EQ(most.sq_exponent, -1022);
}

/// Weighted float values are scaled in double, so neither end is cut at what a float holds.
TEST(Quantisation, WeightedValuesUseTheRangeOfDouble) {
  ColumnStats stats = stats_of({0}, {1});
  stats.weighted_abs_max = {1e-100};
  stats.max_weight = 1e-100;
  const Quantisation q = make_quantisation(stats, Scalar::f32, true);
  EXPECT_EQ(q.value_exponent[0], 39 + 332);  // 1e-100 lies in [2^-333, 2^-332)
  EXPECT_EQ(q.weight_exponent, 39 + 332);
  EXPECT_EQ(make_quantisation(stats, Scalar::f64, true).weight_exponent, 61 + 332);
}

TEST(Quantisation, NothingToScale) {
  const Quantisation zeros = make_quantisation(stats_of({0, 0}, {0, 0}), Scalar::f32, false);
  EXPECT_EQ(zeros.value_exponent, (std::vector<int>{0, 0}));
  EXPECT_EQ(zeros.sq_exponent, 0);
  ColumnStats none = stats_of({k_unbounded}, {-k_unbounded});
  none.weighted_abs_max = {0};
  EXPECT_EQ(make_quantisation(none, Scalar::f32, false).sq_exponent, 0);
}

TEST(Quantisation, RefusesWeightsThatOverflow) {
  ColumnStats stats = stats_of({0, 0}, {1, 1});
  stats.weighted_abs_max = {1, k_unbounded};
  EXPECT_THROW(make_quantisation(stats, Scalar::f64, true), Error);
}

TEST(DistancesFinite, RefusesWhatOverflowsTheChain) {
  const auto wide = [](double width, std::size_t d) {
    return stats_of(std::vector<double>(d, -width / 2), std::vector<double>(d, width / 2));
  };
  EXPECT_NO_THROW(check_distances_finite(wide(9e18, 1), Scalar::f32));
  EXPECT_THROW(check_distances_finite(wide(2e19, 1), Scalar::f32), Error);  // 4e38; the largest float is 3.4e38
  EXPECT_THROW(check_distances_finite(wide(9e18, 16), Scalar::f32), Error);
  EXPECT_NO_THROW(check_distances_finite(wide(1e30, 17), Scalar::f32));  // a chain in double
  EXPECT_NO_THROW(check_distances_finite(wide(1e30, 1), Scalar::f64));
  EXPECT_THROW(check_distances_finite(wide(1e160, 2), Scalar::f64), Error);
  Matrix<double> far(1, 1);
  far(0, 0) = 1e20;
  EXPECT_THROW(check_distances_finite(wide(1, 1), Scalar::f32, far.view()), Error);
  EXPECT_NO_THROW(check_distances_finite(stats_of({1e38}, {1e38}), Scalar::f32));  // far from zero, but not apart
}

TEST(ClusterSums, AddsUpInAnyOrder) {
  ClusterSums a(2, 3), b(2, 3);
  EXPECT_EQ(a.values().size(), 2u * 3 + 2 + 2 + 2);
  a.total(1, 2) = 5;
  a.weight(0) = 7;
  b.total(1, 2) = Int128{1} << 100;
  b.count(1) = 2;
  b.inertia() = 3;
  b.changed() = 4;
  ClusterSums ab = a, ba = b;
  ab.add(b);
  ba.add(a);
  for (std::size_t i = 0; i < ab.values().size(); ++i) EXPECT_TRUE(ab.values()[i] == ba.values()[i]);
  EXPECT_TRUE(ab.total(1, 2) == (Int128{1} << 100) + 5);
  ab.clear();
  for (const Int128 value : ab.values()) EXPECT_TRUE(value == 0);
  EXPECT_THROW(a.add(ClusterSums(3, 2)), Error);
}

}  // namespace
}  // namespace shoal

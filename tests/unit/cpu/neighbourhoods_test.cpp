// Neighbourhoods beside their definition in long double, while centroids move, jump, coincide and leave the range.
#include "cpu/fit/neighbourhoods.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

#include "cpu/fit/neighbour_switch.hpp"
#include "cpu/kernels/targets.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

using cpu::k_neighbour_group;

long double distance(MatrixView<const double> rows, std::int64_t a, std::int64_t b) {
  long double sum = 0.0L;
  for (std::int64_t j = 0; j < rows.cols; ++j) {
    const long double t = static_cast<long double>(rows(a, j)) - static_cast<long double>(rows(b, j));
    sum += t * t;
  }
  return std::sqrt(sum);
}

/// Every other centroid is in a group, whose lower bound is right, or is not listed, and farther than the last bound.
template <class A>
void check(const cpu::Neighbourhoods<A>& neighbours, MatrixView<const double> centroids) {
  const cpu::NeighbourTable<A> table = neighbours.table();
  const std::int64_t k = centroids.rows;
  const std::int64_t d = centroids.cols;
  for (std::int64_t c = 0; c < k; ++c) {
    const float* bounds = table.lower_bounds + c * (table.groups + 1);
    EXPECT_TRUE(std::is_sorted(bounds, bounds + table.groups + 1));
    EXPECT_EQ(neighbours.nearest_other()[static_cast<std::size_t>(c)], bounds[0]);
    std::set<std::int64_t> listed{c};
    for (std::int64_t i = 0; i < table.groups * k_neighbour_group; ++i) {
      const std::int64_t place = c * table.groups * k_neighbour_group + i;
      const std::int64_t group = i / k_neighbour_group;
      const A* values = table.values + (place - i % k_neighbour_group) * d + i % k_neighbour_group;
      const std::int64_t other = table.index[place];
      if (i >= k - 1) {
        EXPECT_TRUE(std::isinf(values[0]));
        continue;
      }
      ASSERT_TRUE(listed.insert(other).second) << other << " is listed twice, or is the centroid itself";
      for (std::int64_t j = 0; j < d; ++j)
        EXPECT_EQ(values[j * k_neighbour_group], static_cast<A>(centroids(other, j)));
      EXPECT_LE(bounds[group], distance(centroids, c, other));
    }
    for (std::int64_t other = 0; other < k; ++other) {
      EXPECT_TRUE(listed.contains(other) || bounds[table.groups] <= distance(centroids, c, other));
    }
  }
}

template <class A>
class CpuNeighbourhoods : public ::testing::Test {};
using Types = ::testing::Types<float, double>;
TYPED_TEST_SUITE(CpuNeighbourhoods, Types);

const cpu::ChainKernels<float, float>& chain(const cpu::Kernels& kernels, float) { return kernels.narrow; }
const cpu::ChainKernels<double, double>& chain(const cpu::Kernels& kernels, double) { return kernels.doubles; }

TYPED_TEST(CpuNeighbourhoods, AreAsDefined) {
  using A = TypeParam;
  ThreadPool threads(2);
  for (const cpu::Target& target : test::tried_targets()) {
    cpu::CentroidDrift drift;
    cpu::Neighbourhoods<A> neighbours(drift);
    for (const std::int64_t k : {1, 2, 3, 16, 17, 18, 40, 64, 300}) {
      for (const double scale : {1.0, 1e-42, 1e-20, 1e30}) {
        SCOPED_TRACE(std::string(target.name) + ", k = " + std::to_string(k) + ", scale " + std::to_string(scale));
        std::mt19937_64 random(static_cast<std::uint64_t>(k));
        std::normal_distribution<double> normal;
        const std::int64_t d = 1 + k % 5;
        Matrix<double> centroids(k, d);
        const auto draw = [&] { return static_cast<double>(static_cast<A>(scale * normal(random))); };
        for (double& value : centroids.values()) value = draw();
        for (int pass = 0; pass < 6; ++pass) {
          const std::vector<A> values(centroids.values().begin(), centroids.values().end());
          drift.update(centroids.view());
          neighbours.update(threads, chain(target.kernels, A{}), MatrixView<const A>{values.data(), k, d});
          check(neighbours, centroids.view());
          if (::testing::Test::HasFailure()) return;
          // One jumps far or onto another, all move a little.
          for (double& value : centroids.values()) value = static_cast<double>(static_cast<A>(value + 0.05 * draw()));
          const std::int64_t one = pass * 7 % k;
          if (pass % 2 == 0) std::copy_n(centroids.row(k - 1 - one), d, centroids.row(one));
          if (pass % 2 == 1) centroids(one, 0) = static_cast<double>(static_cast<A>(50.0 * draw()));
        }
      }
    }
  }
}

/// Lists of centroids that hardly move are kept.
TYPED_TEST(CpuNeighbourhoods, AreListedAnewOnlyWhereTheyAreStale) {
  using A = TypeParam;
  ThreadPool threads(1);
  const cpu::Target target = cpu::runnable_targets().front();
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform;
  std::vector<A> values(800);
  for (A& value : values) value = static_cast<A>(uniform(random));
  cpu::CentroidDrift drift;
  cpu::Neighbourhoods<A> neighbours(drift);
  const auto update = [&] {
    const Matrix<double> centroids(400, 2, {values.begin(), values.end()});
    drift.update(centroids.view());
    neighbours.update(threads, chain(target.kernels, A{}), MatrixView<const A>{values.data(), 400, 2});
  };
  update();
  EXPECT_EQ(neighbours.lists_made(), 400);
  for (A& value : values) value += static_cast<A>(1e-4);
  update();
  EXPECT_EQ(neighbours.lists_made(), 0);
  values[0] += A{0.9};
  update();
  EXPECT_GT(neighbours.lists_made(), 0);
}

TEST(CpuNeighbourSwitch, GivesUpWhatDoesNotPayAndTriesAgain) {
  const cpu::NeighbourCosts costs{50.0, 25.0, 8.0};
  const auto measured = cpu::BoundSwitch::Policy::measured;
  cpu::NeighbourSwitch neighbours;
  neighbours.next_pass(measured, 500.0, costs);
  EXPECT_TRUE(neighbours.takes(1));
  neighbours.count({1000, 900, 2000});
  neighbours.next_pass(measured, 500.0, costs);
  EXPECT_TRUE(neighbours.takes(1));
  neighbours.count({1000, 10, 1000});
  int waited = 0;
  do {
    neighbours.next_pass(measured, 500.0, costs);
    EXPECT_FALSE(neighbours.takes(1));
    ++waited;
  } while (!neighbours.takes(0) && waited < 20);
  EXPECT_EQ(waited, 3);
  neighbours.count({60, 60, 60});
  neighbours.next_pass(measured, 500.0, costs);
  EXPECT_TRUE(neighbours.takes(1));
  neighbours.next_pass(measured, 60.0, costs);
  EXPECT_FALSE(neighbours.takes(0));
}

}  // namespace
}  // namespace shoal

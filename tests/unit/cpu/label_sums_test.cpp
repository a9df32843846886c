// lloyd_step moves rows between the sums that it keeps; a fresh state adds all rows up. Both must give the same bits.
#include <gtest/gtest.h>

#include <random>

#include "cpu/cpu_device.hpp"
#include "sanitized.hpp"
#include "shoal/kmeans_passes.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

template <class X>
class LabelSums : public ::testing::Test {};
using Scalars = ::testing::Types<float, double>;
TYPED_TEST_SUITE(LabelSums, Scalars);

template <class X>
Matrix<X> random_matrix(std::int64_t rows, std::int64_t cols, std::mt19937_64& random) {
  std::normal_distribution<float> normal;
  Matrix<X> matrix(rows, cols);
  for (X& value : matrix.values()) value = static_cast<X>(normal(random));
  return matrix;
}

template <class X>
void expect_moving_is_adding(Device& device, std::int64_t d, bool weighted, std::uint64_t seed) {
  constexpr std::int64_t k_rows = test::unless_sanitized(5'003, 2'203);
  std::mt19937_64 random(seed);
  const Matrix<X> points = random_matrix<X>(k_rows, d, random);
  std::vector<double> weights;
  for (std::int64_t i = 0; weighted && i < k_rows; ++i) weights.push_back(static_cast<double>(random() % 1000) / 8.0);
  ThreadPool threads(3);
  const auto x = device.upload(threads, MatrixView<const X>(points.view()));
  const Quantisation quantisation = make_quantisation(device.column_stats(threads, *x, weights), x->scalar(), weighted);
  const auto kept = device.kmeans().begin_fit(threads, *x, weights, quantisation);
  Matrix<double> centroids = random_matrix<double>(6, d, random);
  for (int pass = 0; pass < test::unless_sanitized(12, 7); ++pass) {
    // A little further each time, so that few rows change; a pass over some of the rows now and then.
    for (double& value : centroids.values()) value = static_cast<float>(value + (pass % 2 == 0 ? 0.0625 : -0.03125));
    if (pass == 5) {
      ClusterSums part(6, d);
      device.kmeans().lloyd_step(threads, *x, *kept, centroids.view(), {100, 2'000}, part);
      centroids(0, 0) = static_cast<float>(centroids(0, 0) + 0.5);
    }
    ClusterSums moved(6, d), added(6, d);
    device.kmeans().lloyd_step(threads, *x, *kept, centroids.view(), {0, k_rows}, moved);
    const auto fresh = device.kmeans().begin_fit(threads, *x, weights, quantisation);
    device.kmeans().lloyd_step(threads, *x, *fresh, centroids.view(), {0, k_rows}, added);
    added.changed() = moved.changed();  // a fresh state has no labels to compare with
    const bool same = std::equal(moved.values().begin(), moved.values().end(), added.values().begin());
    ASSERT_TRUE(same) << "pass " << pass << ", d = " << d << (weighted ? ", weighted" : "");
    if (pass > 0) {
      EXPECT_LT(static_cast<std::int64_t>(moved.changed()), k_rows / 2) << "the case moves no rows";
    }
  }
}

TYPED_TEST(LabelSums, MovingRowsIsAddingThemUp) {
  for (const cpu::Target& target : test::tried_targets()) {
    SCOPED_TRACE(target.name);
    const auto device = cpu::make_cpu_device(target.name);
    for (const std::int64_t d : {1, 2, 3, 7, 8, 9, 16, 17}) {
      expect_moving_is_adding<TypeParam>(*device, d, false, static_cast<std::uint64_t>(d));
      expect_moving_is_adding<TypeParam>(*device, d, true, static_cast<std::uint64_t>(d) + 50);
    }
  }
}

}  // namespace
}  // namespace shoal

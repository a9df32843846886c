#include "cpu/passes/silhouette_sums.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "cpu/kernels/targets.hpp"
#include "oracle_device.hpp"
#include "sanitized.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

struct Means {
  explicit Means(std::size_t n) : own(n, -7.0), nearest(n, -7.0) {}
  bool operator==(const Means&) const = default;

  std::vector<double> own, nearest;
};

struct Found {
  Means means;
  cpu::SilhouetteWork work;
};

/// k clusters of unit spread, `apart` from the origin in random directions; every 29th row left out.
template <class X>
struct Blobs {
  Blobs(std::int64_t n, std::int64_t d, std::int64_t clusters, double apart) : x(n, d), k(clusters) {
    std::mt19937_64 random(static_cast<std::uint64_t>(n + 31 * d + 1009 * k));
    std::normal_distribution<double> normal;
    Matrix<double> centres(k, d);
    for (double& value : centres.values()) value = apart * normal(random);
    for (std::int64_t i = 0; i < n; ++i) {
      const auto c = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(k));
      labels.push_back(i % 29 == 5 ? -1 : static_cast<std::int32_t>(c));
      for (std::int64_t j = 0; j < d; ++j) x(i, j) = static_cast<X>(normal(random) + centres(c, j));
    }
  }

  Matrix<X> x;
  std::vector<std::int32_t> labels;
  std::int64_t k;
};

template <class X>
Found run(const cpu::Target& target, const Blobs<X>& blobs, bool prune = true, int threads = 1) {
  ThreadPool pool(threads);
  const cpu::CpuPoints points(pool, blobs.x.view(), target.kernels);
  Found out{Means(blobs.labels.size()), {}};
  out.work = cpu::silhouette_sums(target.kernels, pool, points, blobs.labels, blobs.k, out.means.own, out.means.nearest,
                                  prune);
  return out;
}

template <class X>
Means oracle(const Blobs<X>& blobs) {
  ThreadPool pool(1);
  const auto device = test::make_oracle_device();
  const auto points = device->upload(pool, blobs.x.view());
  Means means(blobs.labels.size());
  device->labels().silhouette_sums(pool, *points, blobs.labels, blobs.k, means.own, means.nearest);
  return means;
}

/// The contract's tolerance.
void expect_near(const std::vector<double>& wanted, const std::vector<double>& got) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_LE(std::fabs(wanted[i] - got[i]), 1e-6 * std::fabs(wanted[i]))
        << "row " << i << ": " << got[i] << ", not " << wanted[i];
  }
}

/// On every target: the oracle's means, and the same bits without pruning and on two threads.
template <class X>
void expect_right(const Blobs<X>& blobs) {
  const Means wanted = oracle(blobs);
  for (const cpu::Target& target : test::tried_targets()) {
    SCOPED_TRACE(target.name);
    const Found first = run(target, blobs);
    expect_near(wanted.own, first.means.own);
    expect_near(wanted.nearest, first.means.nearest);
    const Found all = run(target, blobs, false, 2);
    EXPECT_EQ(all.work.computed, all.work.tile_pairs);
    EXPECT_EQ(all.means, first.means);
    EXPECT_EQ(run(target, blobs, true, 2).means, first.means);
  }
}

cpu::Target best_target() { return cpu::runnable_targets().front(); }

TEST(SilhouetteSums, SkipClustersThatCannotBeNearest) {
  const Blobs<float> blobs(2000, 4, 6, 10.0);
  expect_right(blobs);
  const Found found = run(best_target(), blobs);
  EXPECT_LT(found.work.computed, found.work.tile_pairs / 2);
}

TEST(SilhouetteSums, OfClustersThatOverlap) {
  expect_right(Blobs<float>(1500, 3, 5, 0.7));
  expect_right(Blobs<float>(1200, 20, 4, 0.5));
  expect_right(Blobs<double>(900, 5, 4, 1.0));
}

/// Two pairs of clusters with centres 1 apart within a pair and 4 to 6 between pairs. In 32 dimensions distances within a
/// pair are about 8.1, and those between pairs more than 8.9, but to the other pair's centres 6.9 and more.
TEST(SilhouetteSums, SkipClustersByFourthMoments) {
  Blobs<float> blobs(2600, 32, 4, 0.0);
  constexpr std::array centre{0.0f, 1.0f, 5.0f, 6.0f};
  for (std::int64_t i = 0; i < 2600; ++i) {
    const std::int32_t label = blobs.labels[static_cast<std::size_t>(i)];
    if (label >= 0) blobs.x(i, 0) += centre[static_cast<std::size_t>(label)];
  }
  const Found found = run(best_target(), blobs);
  EXPECT_LT(found.work.computed, found.work.tile_pairs * 3 / 4);
  EXPECT_EQ(found.means, run(best_target(), blobs, false).means);
}

/// Shells about a speck: the nearest cluster, at 1.9 and 3.0 (mean 2.45), has a greater root mean square distance (2.51)
/// than the other at 2.5. Its lower bound is 2.31.
TEST(SilhouetteSums, KeepTheNearestWithTheWiderSpread) {
  Blobs<float> blobs(900, 8, 3, 0.0);
  for (std::int64_t i = 0; i < 900; ++i) {
    const std::int32_t label = blobs.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 3);
    double sq = 0.0;
    for (std::int64_t j = 0; j < 8; ++j) sq += std::pow(static_cast<double>(blobs.x(i, j)), 2);
    const double radius = label == 0 ? 1e-3 : label == 2 ? 2.5 : i % 2 == 0 ? 1.9 : 3.0;
    for (std::int64_t j = 0; j < 8; ++j) blobs.x(i, j) *= static_cast<float>(radius / std::sqrt(sq));
  }
  expect_right(blobs);
}

/// Rows in the centre of caps of a sphere, where the lower bound is the mean distance itself, and a speck a little farther
/// off than the caps are: the least that the bound is wrong by loses them.
TEST(SilhouetteSums, KeepTheNearestWhereTheBoundIsTight) {
  for (const double edge : {-0.9, -0.3, 0.3, 0.9}) {
    Blobs<float> blobs(1200, 4, 3, 0.0);
    for (std::int64_t i = 0; i < 1200; ++i) {
      const std::int64_t label = blobs.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 3);
      float* x = &blobs.x(i, 0);
      if (label == 0) std::fill_n(x, 4, 0.0f);
      if (label != 1) continue;
      x[0] = static_cast<float>(edge + (1.0 - edge) * static_cast<double>(i) / 1200.0);
      const double rest = std::sqrt(static_cast<double>(x[1] * x[1] + x[2] * x[2] + x[3] * x[3]));
      const double height = std::sqrt(1.0 - static_cast<double>(x[0] * x[0]));
      for (int j = 1; j < 4; ++j) x[j] *= static_cast<float>(height / rest);
    }
    for (std::int64_t i = 2; i < 1200; i += 3) {
      for (std::int64_t j = 0; j < 4; ++j) blobs.x(i, j) = j == 3 ? 1.0002f : 0.0f;
    }
    expect_right(blobs);
  }
}

/// Tight groups near zero and one row far away: the units of a sum must suit each row and cluster.
TEST(SilhouetteSums, KeepTheDigitsOfSmallDistances) {
  Blobs<float> blobs(400, 2, 3, 0.0);
  for (std::int64_t i = 0; i < 400; ++i) {
    const double spread = std::ldexp(1.0, -10 * blobs.labels[static_cast<std::size_t>(i)] - 10);
    for (std::int64_t j = 0; j < 2; ++j) blobs.x(i, j) *= static_cast<float>(spread);
  }
  blobs.x(7, 0) = 1e8f;
  expect_right(blobs);
}

/// Whatever the magnitude, float data go the same way.
TEST(SilhouetteSums, AreTheSameBitsForEveryPowerOfTwo) {
  const Blobs<float> blobs(500, 6, 4, 2.0);
  const Means means = run(best_target(), blobs).means;
  for (const int exponent : {-90, 90}) {
    Blobs<float> scaled = blobs;
    for (float& value : scaled.x.values()) value = std::ldexp(value, exponent);
    Means back = run(best_target(), scaled).means;
    for (double& mean : back.own) mean = std::ldexp(mean, -exponent);
    for (double& mean : back.nearest) mean = std::ldexp(mean, -exponent);
    EXPECT_EQ(means, back);
  }
}

TEST(SilhouetteSums, FarFromTheOrigin) {
  Blobs<float> narrow(700, 3, 4, 3.0);
  for (float& value : narrow.x.values()) value = 1e7f + std::round(4.0f * value);
  expect_right(narrow);
  Blobs<double> wide(700, 3, 4, 3.0);
  for (double& value : wide.x.values()) value += 1e12;
  expect_right(wide);
}

TEST(SilhouetteSums, OfEqualRowsAreZero) {
  Blobs<float> blobs(300, 5, 3, 0.0);
  for (float& value : blobs.x.values()) value = 0.1f;
  expect_right(blobs);
}

TEST(SilhouetteSums, OfTilesThatAreJustFull) {
  for (const std::int64_t n : {1, 2, 15, 16, 17, 63, 64, 65, 128, 129}) {
    for (const std::int64_t d : {1, 16, 17, 33}) {
      Blobs<float> blobs(n, d, 1, 0.0);
      expect_right(blobs);
      for (std::size_t i = 0; i < blobs.labels.size(); ++i) blobs.labels[i] = i % 2 == 0 ? 1 : 0;
      blobs.k = 2;
      expect_right(blobs);
    }
  }
}

TEST(SilhouetteSums, OfManyTinyClusters) {
  const std::int64_t n = test::unless_sanitized(2000, 600);
  expect_right(Blobs<float>(n, 3, n / 2, 3.0));
  Blobs<float> singles(200, 2, 200, 0.0);
  for (std::size_t i = 0; i < singles.labels.size(); ++i) singles.labels[i] = static_cast<std::int32_t>(i);
  expect_right(singles);
}

/// More lanes than a batch of pairs of clusters holds.
TEST(SilhouetteSums, OfMoreThanOneBatch) {
  const Blobs<float> blobs(9000, 2, 24, 4.0);
  const Found found = run(best_target(), blobs);
  const Found all = run(best_target(), blobs, false, 2);
  EXPECT_LT(found.work.computed, all.work.computed);
  EXPECT_EQ(found.means, all.means);
  const Means wanted = oracle(blobs);
  expect_near(wanted.own, found.means.own);
  expect_near(wanted.nearest, found.means.nearest);
}

}  // namespace
}  // namespace shoal

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

#include "device_cases.hpp"
#include "on_device.hpp"
#include "sanitized.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

/// The contract's tolerance.
constexpr double k_relative = 1e-6;

void expect_near(const std::vector<double>& wanted, const std::vector<double>& got) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_LE(std::fabs(wanted[i] - got[i]), k_relative * std::fabs(wanted[i]))
        << "row " << i << ": " << got[i] << ", not " << wanted[i];
  }
}

void expect_near(const Means& wanted, const Means& got) {
  expect_near(wanted.own, got.own);
  expect_near(wanted.nearest, got.nearest);
}

double normal(std::int64_t index) {
  const auto at = static_cast<std::uint64_t>(index);
  const double u = random_unit(7, Purpose::sample, at, 0), v = random_unit(7, Purpose::sample, at, 1);
  return std::sqrt(-2 * std::log(1 - u)) * std::cos(2 * std::numbers::pi * v);
}

/// k clusters of unit spread, `apart` from the origin in random directions; every 29th row left out.
struct Blobs {
  Blobs(std::int64_t n, std::int64_t d, std::int64_t k, double apart) : x(n, d), k(k) {
    for (std::int64_t i = 0; i < n; ++i) {
      const auto c = static_cast<std::int64_t>(
          random_below(static_cast<std::uint64_t>(k), 3, Purpose::sample, static_cast<std::uint64_t>(i), 0));
      labels.push_back(i % 29 == 5 ? -1 : static_cast<std::int32_t>(c));
      for (std::int64_t j = 0; j < d; ++j) {
        x(i, j) = static_cast<float>(normal(i * d + j) + apart * normal((1 << 20) + c * d + j));
      }
    }
  }

  Matrix<float> x;
  std::vector<std::int32_t> labels;
  std::int64_t k;
};

/// The contract tests try all cases; here a few of every kind.
TEST(SilhouetteSums, AreTheOracles) {
  std::int64_t tried = 0;
  const std::vector<Case> cases = pair_cases();
  for (std::size_t i = 0; i < cases.size(); i += unless_sanitized(5, 2)) {
    const Case& c = cases[i];
    if (c.k > 64) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const Layout layout = c.d <= 16 ? Layout::by_column : Layout::by_row;
    std::visit(
        [&](auto view) {
          expect_near(oracle_means(view, problem.labels, c.k),
                      run_silhouette(view, problem.labels, c.k, {}, layout).means);
        },
        problem.view());
    if (HasFatalFailure()) return;
    ++tried;
  }
  EXPECT_GT(tried, 10);
}

TEST(SilhouetteSums, OfOddLabels) {
  const Problem problem = make_problem({97, 3, 6, Scalar::f32, false, Pattern::uniform});
  const auto x = problem.narrow.view();
  const auto expect_right = [&](std::int64_t k, auto label_of_row) {
    std::vector<std::int32_t> labels;
    for (int i = 0; i < 97; ++i) labels.push_back(label_of_row(i));
    expect_near(oracle_means<float>(x, labels, k), run_silhouette<float>(x, labels, k).means);
  };
  expect_right(6, [](int) { return -1; });    // nothing takes part
  expect_right(6, [](int) { return 2; });     // one cluster, the others empty
  expect_right(1, [](int) { return 0; });     // one cluster
  expect_right(97, [](int i) { return i; });  // clusters of one
  expect_right(300, [](int i) { return 3 * i; });
  expect_right(6, [](int i) { return i == 0 ? 5 : i % 2 == 0 ? 0 : 4; });  // a cluster of one, empty ones between
  expect_right(6, [](int i) { return i < 95 ? -1 : i - 95; });             // two rows alone
}

TEST(SilhouetteSums, OfNoRows) {
  const auto run = run_silhouette(MatrixView<const float>{nullptr, 0, 3}, {}, 4);
  EXPECT_EQ(run.work.tile_pairs, 0);
}

TEST(SilhouetteSums, OfTilesThatAreJustFull) {
  for (const std::int64_t n : {127, 128, 129, 256, 257}) {
    for (const std::int64_t d : {1, 16, 17, 33}) {
      const Blobs blobs(n, d, 1, 0);
      const std::vector<std::int32_t> labels(static_cast<std::size_t>(n), 0);
      expect_near(oracle_means<float>(blobs.x.view(), labels, 1),
                  run_silhouette<float>(blobs.x.view(), labels, 1, {}, Layout::by_row).means);
    }
  }
}

/// Tight groups near zero and one row far away: the units of a sum must suit each row and cluster.
TEST(SilhouetteSums, KeepTheDigitsOfSmallDistances) {
  Blobs blobs(400, 2, 3, 0);
  for (std::int64_t i = 0; i < 400; ++i) {
    const double spread = std::ldexp(1.0, -10 * blobs.labels[static_cast<std::size_t>(i)] - 10);
    for (std::int64_t j = 0; j < 2; ++j) blobs.x(i, j) *= static_cast<float>(spread);
  }
  blobs.x(7, 0) = 1e8f;
  const Silhouette run = run_silhouette<float>(blobs.x.view(), blobs.labels, 3);
  EXPECT_FALSE(run.work.in_double);
  expect_near(oracle_means<float>(blobs.x.view(), blobs.labels, 3), run.means);
}

TEST(SilhouetteSums, AreTheSameBitsForEveryTuning) {
  for (const std::int64_t d : {3, 20}) {
    for (const double apart : {0.0, 8.0}) {
      const Blobs blobs(700, d, 5, apart);
      const Silhouette first = run_silhouette<float>(blobs.x.view(), blobs.labels, 5);
      EXPECT_EQ(first.work.ranges, 1);
      for (const cuda::SilhouetteTuning& tuning :
           {cuda::SilhouetteTuning{false, 0, 3}, {true, 0, 1}, {true, 1, 64}, {false, 9'000, 2}, {true, 20'000, 0}}) {
        const Silhouette run = run_silhouette<float>(blobs.x.view(), blobs.labels, 5, tuning);
        EXPECT_EQ(first.means, run.means);
        EXPECT_EQ(run.work.ranges > 1, tuning.range_bytes > 0);
      }
      EXPECT_EQ(first.means, run_silhouette<float>(blobs.x.view(), blobs.labels, 5, {}, Layout::by_row).means);
    }
  }
}

/// Two pairs of clusters with centres 1 apart within a pair and 4 to 6 between pairs. In 32 dimensions distances within a
/// pair are about 8.1, and those between pairs more than 8.9, but to the other pair's centres 6.9 and more.
TEST(SilhouetteSums, SkipClustersByFourthMoments) {
  Blobs blobs(2600, 32, 4, 0);
  constexpr std::array centre{0.0f, 1.0f, 5.0f, 6.0f};
  for (std::int64_t i = 0; i < 2600; ++i) {
    const std::int32_t label = blobs.labels[static_cast<std::size_t>(i)];
    if (label >= 0) blobs.x(i, 0) += centre[static_cast<std::size_t>(label)];
  }
  const Silhouette run = run_silhouette<float>(blobs.x.view(), blobs.labels, 4);
  const Silhouette all = run_silhouette<float>(blobs.x.view(), blobs.labels, 4, {.prune = false});
  EXPECT_LT(run.work.computed, all.work.computed * 3 / 4);
  EXPECT_EQ(run.means, all.means);
}

/// Shells about a speck: the nearest cluster, at 1.9 and 3.0 (mean 2.45), has a greater root mean square distance (2.51)
/// than the other at 2.5. Its lower bound is 2.31.
TEST(SilhouetteSums, KeepTheNearestWithTheWiderSpread) {
  Blobs blobs(900, 8, 3, 0);
  for (std::int64_t i = 0; i < 900; ++i) {
    const std::int64_t label = blobs.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 3);
    double sq = 0;
    for (std::int64_t j = 0; j < 8; ++j) sq += std::pow(blobs.x(i, j), 2);
    const double radius = label == 0 ? 1e-3 : label == 2 ? 2.5 : i % 2 == 0 ? 1.9 : 3.0;
    for (std::int64_t j = 0; j < 8; ++j) blobs.x(i, j) *= static_cast<float>(radius / std::sqrt(sq));
  }
  expect_near(oracle_means<float>(blobs.x.view(), blobs.labels, 3),
              run_silhouette<float>(blobs.x.view(), blobs.labels, 3).means);
}

TEST(SilhouetteSums, SkipClustersThatCannotBeNearest) {
  const Blobs apart(3000, 4, 6, 10.0);
  const Silhouette run = run_silhouette<float>(apart.x.view(), apart.labels, 6);
  const Silhouette all = run_silhouette<float>(apart.x.view(), apart.labels, 6, {.prune = false});
  EXPECT_EQ(all.work.computed, all.work.tile_pairs);
  EXPECT_LT(run.work.computed, all.work.computed / 2);
  EXPECT_EQ(run.means, all.means);
}

}  // namespace
}  // namespace shoal::test

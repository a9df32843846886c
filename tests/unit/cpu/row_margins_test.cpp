// Margins hold for what they say; that passes by margins change no bit is shown beside the bounds (bounds_test.cpp).
#include "cpu/fit/row_margins.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cpu/kernels/targets.hpp"
#include "cpu/passes/passes.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

using cpu::MarginTrial;
using Mode = MarginTrial::Mode;

TEST(MarginTrial, ComesAfterOnePassAndLaterEachTime) {
  MarginTrial trial;
  EXPECT_EQ(trial.next(), Mode::plain);
  EXPECT_EQ(trial.next(), Mode::record);
  EXPECT_EQ(trial.next(), Mode::prove);
  EXPECT_EQ(trial.next(), Mode::prove);
  for (const int wait : {2, 4, 8, 8, 8}) {
    trial.failed();
    for (int i = 0; i < wait; ++i) EXPECT_EQ(trial.next(), Mode::plain) << wait;
    EXPECT_EQ(trial.next(), Mode::record) << wait;
    EXPECT_EQ(trial.next(), Mode::prove) << wait;
  }
  trial.forget();
  EXPECT_EQ(trial.next(), Mode::record);
}

/// n rows in three clusters that lie apart, and the centroids that a fit of them comes to.
struct Clusters {
  explicit Clusters(std::int64_t n, double spread) : rows(n, 2), centroids(3, 2) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> normal(0.0, spread);
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < 2; ++j) {
        rows(i, j) = static_cast<float>(centre(i % 3, j) + normal(random));
      }
    }
    for (std::int64_t c = 0; c < 3; ++c) {
      for (std::int64_t j = 0; j < 2; ++j) centroids(c, j) = centre(c, j);
    }
  }
  static double centre(std::int64_t c, std::int64_t j) { return c == j ? 0.0 : 10.0 * static_cast<double>(c); }

  Matrix<float> rows;
  Matrix<double> centroids;
};

/// A state that takes passes without the inertia on one target.
struct Fit {
  Fit(const cpu::Target& on, const Matrix<float>& rows)
      : target(on), points(threads, HostView(rows.view()), on.kernels), state(points, {}, quantisation()) {}

  Quantisation quantisation() { return make_quantisation(cpu::column_stats(threads, points, {}), Scalar::f32, false); }
  void step(const Matrix<double>& centroids) {
    ClusterSums sums(centroids.rows(), centroids.cols());
    ASSERT_TRUE(cpu::has_label_step(points));
    cpu::label_step(target.kernels, threads, points, state, centroids.view(), sums);
  }
  /// Rows that the next pass would not search if nothing moved.
  std::int64_t proven() {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < points.rows(); ++i) count += *state.margins.margins(i) > state.margins.limit() ? 1 : 0;
    return count;
  }

  const cpu::Target target;
  ThreadPool threads{1};
  cpu::CpuPoints points;
  cpu::CpuKMeansState state;
};

TEST(RowMargins, ProveClearClustersOnEveryTarget) {
  const Clusters data(3000, 1.0);
  for (const cpu::Target& target : test::tried_targets()) {
    SCOPED_TRACE(target.name);
    Fit fit(target, data.rows);
    Matrix<double> centroids = data.centroids;
    for (int i = 0; i < 12; ++i) {
      centroids(i % 3, i % 2) += 1e-3;
      fit.step(centroids);
    }
    EXPECT_GT(fit.proven(), 2900);
    EXPECT_EQ(fit.state.margins.trial(0).next(), Mode::prove);
  }
}

/// By true distances in long double: margin <= (distance to the nearest other centroid) - (distance to the own one).
TEST(RowMargins, AreNotAboveTheTrueOnes) {
  const Clusters data(500, 4.0);
  for (const cpu::Target& target : test::tried_targets()) {
    SCOPED_TRACE(target.name);
    Fit fit(target, data.rows);
    for (int i = 0; i < 2; ++i) fit.step(data.centroids);
    for (std::int64_t i = 0; i < 500; ++i) {
      std::vector<long double> distances;
      for (std::int64_t c = 0; c < 3; ++c) {
        distances.push_back(std::hypot(static_cast<long double>(data.rows(i, 0)) - data.centroids(c, 0),
                                       static_cast<long double>(data.rows(i, 1)) - data.centroids(c, 1)));
      }
      std::sort(distances.begin(), distances.end());
      const long double margin = *fit.state.margins.margins(i);
      if (std::isinf(margin)) continue;  // the last rows, fewer than a vector
      EXPECT_LE(margin, distances[1] - distances[0]);
      EXPECT_GE(margin, distances[1] - distances[0] - 1e-5L * distances[1]);
    }
  }
}

/// A margin falls by the moves of two centroids, the own and another one: at most by the two longest.
TEST(RowMargins, FallByTheTwoLargestMoves) {
  const Clusters data(64, 1.0);
  Fit fit(cpu::runnable_targets().front(), data.rows);
  fit.step(data.centroids);
  const float before = fit.state.margins.limit();
  Matrix<double> moved = data.centroids;
  moved(0, 0) += 0.5;
  moved(1, 0) -= 0.25;
  moved(2, 1) += 0.125;
  fit.step(moved);
  EXPECT_GE(fit.state.margins.limit() - before, 0.75f);
  EXPECT_LE(fit.state.margins.limit() - before, 0.75001f);
}

/// Other passes change labels behind the margins' back.
TEST(RowMargins, AreForgottenByPassesWithTheInertia) {
  const Clusters data(500, 1.0);
  for (const cpu::Target& target : test::tried_targets()) {
    SCOPED_TRACE(target.name);
    Fit fit(target, data.rows);
    for (int i = 0; i < 3; ++i) fit.step(data.centroids);
    Matrix<double> turned = data.centroids;
    for (std::int64_t j = 0; j < 2; ++j) std::swap(turned(0, j), turned(2, j));
    ClusterSums sums(3, 2);
    cpu::lloyd_step(target.kernels, fit.threads, fit.points, fit.state, turned.view(), {0, 500}, sums);
    EXPECT_NE(fit.state.margins.trial(0).next(), Mode::prove);
  }
}

TEST(RowMargins, AreForNarrowFloatsAlone) {
  ThreadPool threads(1);
  const cpu::Target target = cpu::runnable_targets().front();
  const Matrix<float> wide(5, k_max_float_chain_cols + 1);
  const Matrix<double> doubles(5, 2);
  for (const HostView view : {HostView(wide.view()), HostView(doubles.view())}) {
    EXPECT_FALSE(cpu::has_label_step(cpu::CpuPoints(threads, view, target.kernels)));
  }
}

}  // namespace
}  // namespace shoal

#include "cpu/search/wide_search.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "cpu/kernels/targets.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"
#include "oracle_arithmetic.hpp"
#include "tried.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_rows = 300;

struct Problem {
  Matrix<float> points;
  Matrix<double> centroids;
};

Problem random_problem(std::int64_t d, std::int64_t k, float offset, float scale, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<float> normal;
  Problem problem{Matrix<float>(k_rows, d), Matrix<double>(k, d)};
  for (float& value : problem.points.values()) value = offset + scale * normal(random);
  for (double& value : problem.centroids.values()) value = static_cast<double>(offset + scale * normal(random));
  return problem;
}

/// Labels and distances by the definition; no distance to another centroid is below `others`, but for the rounding of two
/// chains, (d + 2) / 2 epsilon of which is that of `distance`.
void expect_right(const Problem& problem, const std::vector<std::int32_t>& labels, const std::vector<double>& sq,
                  const std::vector<double>& others) {
  const std::int64_t d = problem.points.cols();
  const double rounding = 0.5 * static_cast<double>(d + 12) * std::numeric_limits<double>::epsilon();
  for (std::int64_t i = 0; i < k_rows; ++i) {
    const auto row = static_cast<std::size_t>(i);
    double best = std::numeric_limits<double>::infinity();
    std::int32_t label = 0;
    for (std::int64_t c = 0; c < problem.centroids.rows(); ++c) {
      const double distance = test::oracle_sq_distance(problem.points.row(i), problem.centroids.row(c), d);
      if (distance < best) {
        best = distance;
        label = static_cast<std::int32_t>(c);
      }
      if (c == labels[row]) continue;
      ASSERT_LE(others[row], distance * (1.0 + rounding)) << "row " << i << ", centroid " << c;
    }
    ASSERT_EQ(labels[row], label) << "row " << i;
    ASSERT_EQ(sq[row], best) << "row " << i;
  }
}

/// Searches with one target, compares with the definition and returns how many rows were compared again.
std::int64_t search(const cpu::Target& target, const Problem& problem) {
  ThreadPool threads(1);
  const cpu::CpuPoints x(threads, MatrixView<const float>(problem.points.view()), target.kernels);
  x.make_blocks(threads);
  cpu::WideSearch search(target.kernels, x, problem.centroids.view(), 1);
  std::vector<std::int32_t> labels(k_rows);
  std::vector<double> sq(k_rows), others(k_rows);
  alignas(64) std::int32_t step_labels[cpu::k_step_rows];
  alignas(64) double step_sq[cpu::k_step_rows];
  alignas(64) double step_others[cpu::k_step_rows];
  cpu::for_row_steps(threads, {0, k_rows}, 1, [&](const cpu::RowStep& step, int worker) {
    search.nearest(step, worker, step_labels, step_sq, step_others);
    std::copy_n(step_labels + step.offset(), step.rows(), labels.begin() + step.begin);
    std::copy_n(step_sq + step.offset(), step.rows(), sq.begin() + step.begin);
    std::copy_n(step_others + step.offset(), step.rows(), others.begin() + step.begin);
  });
  expect_right(problem, labels, sq, others);
  return search.compared_again();
}

/// The targets with a product kernel, by name.
class WideSearch : public ::testing::TestWithParam<std::string> {
 protected:
  static cpu::Target target() {
    for (const cpu::Target& candidate : test::tried_targets()) {
      if (candidate.name == GetParam()) return candidate;
    }
    throw std::logic_error("no such target");
  }
};

std::vector<std::string> product_targets() {
  std::vector<std::string> names;
  for (const cpu::Target& target : test::tried_targets()) {
    if (target.kernels.product_nearest != nullptr) names.emplace_back(target.name);
  }
  return names;
}

TEST_P(WideSearch, ShapesAroundTheTilesEdges) {
  for (const std::int64_t d : {17, 63, 64, 65, 128, 129, 200}) {
    for (const std::int64_t k : {4, 5, 6, 7, 24, 47, 48, 49, 97}) {
      SCOPED_TRACE("d = " + std::to_string(d) + ", k = " + std::to_string(k));
      search(target(), random_problem(d, k, 0.0f, 1.0f, static_cast<std::uint64_t>(d * 100 + k)));
    }
  }
}

TEST_P(WideSearch, OrdinaryRowsAreNotComparedAgain) {
  EXPECT_LT(search(target(), random_problem(64, 50, 0.0f, 1.0f, 1)), k_rows / 20);
}

TEST_P(WideSearch, EqualCentroidsGoToTheFirst) {
  Problem problem = random_problem(40, 30, 0.0f, 1.0f, 2);
  for (std::int64_t c = 15; c < 30; ++c) std::copy_n(problem.centroids.row(29 - c), 40, problem.centroids.row(c));
  EXPECT_EQ(search(target(), problem), k_rows);
}

TEST_P(WideSearch, CentroidsThatDifferInTheLastBit) {
  Problem problem = random_problem(33, 24, 5.0f, 1.0f, 3);
  for (std::int64_t c = 1; c < 24; c += 2) {
    std::copy_n(problem.centroids.row(c - 1), 33, problem.centroids.row(c));
    double& value = problem.centroids(c, c);
    value = static_cast<double>(std::nextafter(static_cast<float>(value), 100.0f));
  }
  EXPECT_EQ(search(target(), problem), k_rows);
}

/// Every row lies half way between two centroids, but for its own rounding.
TEST_P(WideSearch, RowsHalfWayBetweenTwoCentroids) {
  for (const std::int64_t d : {50, 100}) {
    Problem problem = random_problem(d, 30, 0.0f, 1.0f, 4);
    for (std::int64_t i = 0; i < k_rows; ++i) {
      for (std::int64_t j = 0; j < d; ++j) {
        const double sum = problem.centroids(i % 30, j) + problem.centroids((i + 1 + i / 30 % 29) % 30, j);
        problem.points(i, j) = static_cast<float>(0.5 * sum);
      }
    }
    search(target(), problem);
  }
}

TEST_P(WideSearch, DataFarFromTheOrigin) {
  for (const std::int64_t d : {32, 80}) search(target(), random_problem(d, 40, 1e6f, 1.0f, 5));
}

TEST_P(WideSearch, DataBesideOneFarRow) {
  Problem problem = random_problem(32, 40, 0.0f, 1e-3f, 6);
  for (std::int64_t j = 0; j < 32; ++j) problem.points(7, j) = 1e9f;
  search(target(), problem);
}

TEST_P(WideSearch, TheEndsOfTheRangeOfFloat) {
  for (const float scale : {1e-45f, 1e-42f, 1e-38f, 1e-30f, 1e-22f, 1e-19f, 1e17f, 1e19f, 1e30f, 5e37f}) {
    SCOPED_TRACE("scale " + std::to_string(scale));
    for (const std::int64_t d : {24, 70}) {
      search(target(), random_problem(d, 30, 0.0f, scale, 7));
      search(target(), random_problem(d, 30, scale, scale * 1e-3f, 8));
    }
  }
}

TEST_P(WideSearch, RowsOfOnePoint) {
  Problem problem = random_problem(20, 26, 0.0f, 1.0f, 9);
  std::fill(problem.points.values().begin(), problem.points.values().end(), 2.5f);
  for (double& value : problem.centroids.values()) value = 2.5;
  search(target(), problem);
}

/// Whole numbers of 16 bits at the ends of their range: one column, or one centroid, far above all others.
TEST_P(WideSearch, OneLargeColumnOrCentroid) {
  for (const std::int64_t d : {31, 91}) {
    for (const double large : {1e2, 1e4, 1e6}) {
      Problem problem = random_problem(d, 40, 0.0f, 1.0f, 10);
      for (std::int64_t i = 0; i < k_rows; i += 3) problem.points(i, 30) = static_cast<float>(large);
      for (std::int64_t c = 0; c < 40; c += 7) problem.centroids(c, 30) = large;
      search(target(), problem);
      problem = random_problem(d, 40, 0.0f, 1.0f, 11);
      for (std::int64_t j = 0; j < d; ++j) problem.centroids(39, j) = large;
      search(target(), problem);
    }
  }
}

/// Rows whose whole numbers say the wrong one of two centroids, by less than the low bits of a score that give way to the
/// index of the centroid: the first half of the columns holds what the roundings of the row leave, all in one direction,
/// the second half shifts all scores of a row. Rows come with their negatives, so that their middle is 0.
TEST_P(WideSearch, ScoresOnBothSidesOfTheBitsThatTheIndexTakes) {
  constexpr std::int64_t k_half = 70, k = 1000;
  constexpr double k_step = 1.0 / 32'630.0;
  Problem problem = random_problem(2 * k_half, k, 0.0f, 1.0f, 13);
  std::mt19937_64 random(14);
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < 2 * k_half; ++j) {
      const double sign = c < 2 ? (c == 0 ? 1.0 : -1.0) : (random() % 2 == 0 ? 1.0 : -1.0);
      problem.centroids(c, j) = j < k_half ? sign : (c < 2 ? 1.0 : -1.0);
    }
  }
  std::uniform_int_distribution<int> large(5'000, 32'000);
  for (std::int64_t i = 0; i < k_rows; i += 2) {
    for (std::int64_t j = 0; j < k_half; j += 2) {
      // Whole numbers that sum to -1; the rest, a fiftieth each, to more than 1.
      const int pair = large(random) - 18'000;
      problem.points(i, j) = static_cast<float>((pair + (j == 0 ? -1 : 0) + 0.02) * k_step);
      problem.points(i, j + 1) = static_cast<float>((-pair + 0.02) * k_step);
    }
    for (std::int64_t j = k_half; j < 2 * k_half; ++j)
      problem.points(i, j) = static_cast<float>(large(random) * k_step);
    problem.points(i, k_half) = 1.0f;
    for (std::int64_t j = 0; j < 2 * k_half; ++j) problem.points(i + 1, j) = -problem.points(i, j);
  }
  search(target(), problem);
}

/// Sums near the largest that 32 bits hold: rows and centroids in one direction.
TEST_P(WideSearch, RowsAlongTheCentroids) {
  for (const std::int64_t d : {18, 700}) {
    Problem problem = random_problem(d, 32, 0.0f, 1.0f, 12);
    for (std::int64_t i = 0; i < k_rows; ++i) {
      const float size = static_cast<float>(i - k_rows / 2);
      for (std::int64_t j = 0; j < d; ++j) problem.points(i, j) = size;
    }
    for (std::int64_t c = 0; c < 32; ++c) {
      for (std::int64_t j = 0; j < d; ++j) problem.centroids(c, j) = static_cast<double>(10 * c - 150);
    }
    search(target(), problem);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, WideSearch, ::testing::ValuesIn(product_targets()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace shoal

// What may be done to the data without changing the clustering.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "fits.hpp"
#include "shoal/random.hpp"

namespace shoal::test {
namespace {

/// f64 problem whose values are whole multiples of 2^-20 in [0, 1): sums with powers of two up to 2^32 are exact.
Problem gridded(std::int64_t n, std::int64_t d, std::int64_t k) {
  Problem problem = make_problem({n, d, k, Scalar::f64, false, Pattern::uniform});
  const auto round = [](double& v) { v = std::floor(std::fabs(v) * 0x1p20) * 0x1p-20; };
  std::for_each(problem.wide.values().begin(), problem.wide.values().end(), round);
  std::for_each(problem.centroids.values().begin(), problem.centroids.values().end(), round);
  return problem;
}

template <class T>
Matrix<T> permuted(const Matrix<T>& rows, const std::vector<std::int64_t>& order) {
  Matrix<T> out(rows.rows(), rows.cols());
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::copy_n(rows.row(order[i]), rows.cols(), out.row(static_cast<std::int64_t>(i)));
  }
  return out;
}

/// A fixed shuffle (Fisher and Yates).
std::vector<std::int64_t> shuffled(std::int64_t n) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random_below(i, 5, Purpose::sample, i)]);
  return order;
}

TEST(Invariance, RowOrderChangesNothingButTheOrder) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const bool weighted : {false, true}) {
      for (const std::int64_t d : {1, 3, 16, 19}) {
        const Problem problem = make_problem({701, d, 6, scalar, weighted, Pattern::uniform});
        const auto order = shuffled(701);
        Problem other = problem;
        other.narrow = permuted(problem.narrow, scalar == Scalar::f32 ? order : std::vector<std::int64_t>());
        other.wide = permuted(problem.wide, scalar == Scalar::f64 ? order : std::vector<std::int64_t>());
        for (std::size_t i = 0; i < other.weights.size(); ++i) {
          other.weights[i] = problem.weights[static_cast<std::size_t>(order[i])];
        }
        const KMeansOptions options = from_centroids(problem.centroids);
        KMeansResult wanted = run_fit(problem, options);
        const KMeansResult got = run_fit(other, options);
        const std::vector<std::int32_t> labels = wanted.labels;
        for (std::size_t i = 0; i < order.size(); ++i) wanted.labels[i] = labels[static_cast<std::size_t>(order[i])];
        EXPECT_TRUE(same_result(wanted, got)) << "d = " << d;
      }
    }
  }
}

/// All roundings are relative to a power of two, so a power of two goes through them.
TEST(Invariance, ScalingByAPowerOfTwoIsExact) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const bool weighted : {false, true}) {
      for (const std::int64_t d : {2, 16, 17}) {
        const Problem problem = make_problem({500, d, 5, scalar, weighted, Pattern::uniform});
        KMeansOptions options;
        options.k = 5;
        options.restarts = 2;
        const KMeansResult base = run_fit(problem, options);
        for (const int exponent : {-20, -1, 3, 20}) {
          const double scale = std::ldexp(1.0, exponent);
          Problem scaled = problem;
          for (float& v : scaled.narrow.values()) v *= static_cast<float>(scale);
          for (double& v : scaled.wide.values()) v *= scale;
          KMeansResult wanted = base;
          for (double& v : wanted.centroids.values()) v *= scale;
          for (double& v : wanted.inertia_trace) v *= scale * scale;
          wanted.inertia *= scale * scale;
          EXPECT_TRUE(same_result(wanted, run_fit(scaled, options))) << "d = " << d << ", 2^" << exponent;
        }
      }
    }
  }
}

TEST(Invariance, ScalingTheWeightsByAPowerOfTwoIsExact) {
  const Problem problem = make_problem({500, 3, 5, Scalar::f32, true, Pattern::uniform});
  KMeansOptions options;
  options.k = 5;
  const KMeansResult base = run_fit(problem, options);
  for (const int exponent : {-400, -3, 10, 400}) {
    Problem scaled = problem;
    for (double& weight : scaled.weights) weight = std::ldexp(weight, exponent);
    KMeansResult wanted = base;
    wanted.inertia = std::ldexp(wanted.inertia, exponent);
    for (double& v : wanted.inertia_trace) v = std::ldexp(v, exponent);
    EXPECT_TRUE(same_result(wanted, run_fit(scaled, options))) << exponent;
  }
}

/// The differences stay the same numbers; the centroids are rounded to the grid of the larger values, so they agree to
/// one step of it.
TEST(Invariance, TranslationByAPowerOfTwoMovesTheCentroids) {
  for (const std::int64_t d : {1, 3, 17}) {
    const Problem problem = gridded(600, d, 5);
    Problem moved = problem;
    constexpr double shift = 1024.0;
    for (double& v : moved.wide.values()) v += shift;
    for (double& v : moved.centroids.values()) v += shift;
    const KMeansResult base = run_fit(problem, from_centroids(problem.centroids));
    const KMeansResult got = run_fit(moved, from_centroids(moved.centroids));
    EXPECT_EQ(base.labels, got.labels);
    EXPECT_EQ(base.iterations, got.iterations);
    for (std::size_t i = 0; i < base.centroids.values().size(); ++i) {
      EXPECT_NEAR(base.centroids.values()[i] + shift, got.centroids.values()[i], 2 * shift * 0x1p-52);
    }
  }
}

/// A row of weight 3 is three rows. The two fits quantise on different scales: each of the n rows of a cluster of total
/// weight W is off by at most 2^-38 of the largest weighted value, in either fit, and the means are rounded to float.
TEST(Invariance, WholeWeightsAreDuplicates) {
  const Problem single = make_problem({400, 3, 5, Scalar::f32, false, Pattern::uniform});
  Problem weighted = single, repeated = single;
  std::vector<std::int64_t> source;
  for (std::int64_t i = 0; i < 400; ++i) {
    const auto times =
        1 + static_cast<std::int64_t>(random_below(4, 9, Purpose::sample, static_cast<std::uint64_t>(i)));
    weighted.weights.push_back(static_cast<double>(times));
    source.insert(source.end(), static_cast<std::size_t>(times), i);
  }
  repeated.narrow = Matrix<float>(static_cast<std::int64_t>(source.size()), 3);
  for (std::size_t i = 0; i < source.size(); ++i) {
    std::copy_n(single.narrow.row(source[i]), 3, repeated.narrow.row(static_cast<std::int64_t>(i)));
  }
  const KMeansOptions options = from_centroids(single.centroids);
  const KMeansResult a = run_fit(weighted, options);
  const KMeansResult b = run_fit(repeated, options);
  EXPECT_EQ(a.iterations, b.iterations);
  // Numbered by rows, which differ: compare cluster by cluster through a row of each.
  for (std::size_t i = 0; i < source.size(); ++i) {
    const std::int32_t in_a = a.labels[static_cast<std::size_t>(source[i])];
    const std::int32_t in_b = b.labels[i];
    for (std::int64_t j = 0; j < 3; ++j) {
      const double tolerance = 2 * 4 * 0x1p-38 + 0x1p-23 * std::fabs(a.centroids(in_a, j));
      ASSERT_NEAR(a.centroids(in_a, j), b.centroids(in_b, j), tolerance);
    }
  }
  EXPECT_NEAR(a.inertia, b.inertia, a.inertia * 5 * 0x1p-23);
}

}  // namespace
}  // namespace shoal::test

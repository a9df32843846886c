// What a k-means is, whatever the data.
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "fits.hpp"
#include "shoal/error.hpp"
#include "verifier.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_defined_fits = unless_sanitized(400, 50);

using testing::HasSubstr;
using testing::IsEmpty;

class Engine : public testing::Test {
 protected:
  std::unique_ptr<Points> upload(const Problem& problem) { return device_->upload(one_, problem.view()); }
  std::vector<std::int32_t> nearest(const Points& points, const Matrix<double>& centroids) {
    std::vector<std::int32_t> labels(static_cast<std::size_t>(points.rows()));
    device_->assign(one_, points, centroids.view(), {0, points.rows()}, {labels, {}, {}});
    return labels;
  }

  std::unique_ptr<Device> device_ = make_device("cpu");
  ThreadPool one_{1};
};

TEST_F(Engine, ResultsAreWhatTheyClaim) {
  for (std::int64_t index = 1000; index < 1000 + k_defined_fits; ++index) {
    const RandomFit fit = random_fit(index);
    SCOPED_TRACE(fit.name);
    const KMeansResult result = run_fit(*device_, fit.problem, fit.options);
    const auto points = upload(fit.problem);
    EXPECT_EQ(result.labels, nearest(*points, result.centroids));
    EXPECT_EQ(result.inertia, result.inertia_trace.back());
    const bool fixpoint = fit.options.algorithm == KMeansAlgorithm::lloyd && fit.options.tolerance == 0.0;
    KMeansResult claimed = result;
    claimed.converged = result.converged && fixpoint;
    EXPECT_THAT(complaints(*points, fit.problem.weights, claimed), IsEmpty());
  }
}

/// How far rounding may raise the inertia from one iteration to the next. The mean minimises it, and moving the centroid
/// of rows of weight W by e from their mean adds W e^2. e has two parts. Five roundings: 2.5 epsilons of the column. Steps
/// of quantisation: n of them spread over weight W, but never out of the box of width b; W min(n step / W, b)^2 is at
/// most n step b. Then a chain of d columns has d + 2 roundings, and a row's mass is rounded to 50 bits of the largest.
struct Slack {
  double relative = 0, absolute = 0;
};

Slack rounding_of(const Points& points, const ColumnStats& stats) {
  const bool single = points.scalar() == Scalar::f32;
  const double epsilon = single ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const auto n = static_cast<double>(points.rows());
  Slack slack{2 * static_cast<double>(points.cols() + 2) * epsilon, 0};
  for (std::size_t j = 0; j < stats.min.size(); ++j) {
    const double largest = std::max(std::fabs(stats.min[j]), std::fabs(stats.max[j]));
    const double width = stats.max[j] - stats.min[j];
    const double step = std::ldexp(stats.weighted_abs_max[j] + stats.max_weight * largest, single ? -38 : -60);
    slack.absolute +=
        n * stats.max_weight * (2 * std::pow(2.5 * epsilon * largest, 2) + std::ldexp(width * width, -50));
    slack.absolute += 2 * n * step * width;
  }
  return slack;
}

TEST_F(Engine, InertiaNeverRises) {
  for (std::int64_t index = 2000; index < 2000 + k_defined_fits; ++index) {
    const RandomFit fit = random_fit(index);
    if (fit.options.algorithm == KMeansAlgorithm::mini_batch) continue;
    SCOPED_TRACE(fit.name);
    const auto points = upload(fit.problem);
    const Slack slack = rounding_of(*points, device_->column_stats(one_, *points, fit.problem.weights));
    const KMeansResult result = run_fit(*device_, fit.problem, fit.options);
    for (std::size_t i = 1; i < result.inertia_trace.size(); ++i) {
      ASSERT_LE(result.inertia_trace[i], result.inertia_trace[i - 1] * (1 + slack.relative) + slack.absolute)
          << "iteration " << i;
    }
  }
}

TEST_F(Engine, OneClusterIsTheMean) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const bool weighted : {false, true}) {
      const Problem problem = make_problem({1009, 4, 1, scalar, weighted, Pattern::uniform});
      KMeansOptions options;
      options.k = 1;
      const KMeansResult result = run_fit(*device_, problem, options);
      EXPECT_TRUE(result.converged);
      EXPECT_EQ(result.sizes, std::vector<std::int64_t>{1009});
      EXPECT_THAT(complaints(*upload(problem), problem.weights, result), IsEmpty());
    }
  }
}

TEST_F(Engine, AsManyClustersAsRowsLeaveNoInertia) {
  for (const KMeansInit init : {KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random}) {
    const Problem problem = make_problem({61, 3, 61, Scalar::f32, false, Pattern::uniform});
    KMeansOptions options;
    options.k = 61;
    options.init = init;
    const KMeansResult result = run_fit(*device_, problem, options);
    EXPECT_EQ(result.inertia, 0.0);
    EXPECT_EQ(result.sizes, std::vector<std::int64_t>(61, 1));
    EXPECT_THAT(result.warnings, IsEmpty());
  }
}

TEST_F(Engine, RefusesDataWhoseDistancesOverflow) {
  KMeansOptions options;
  options.k = 3;
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    const Problem problem = make_problem({50, 2, 3, scalar, false, Pattern::huge});
    EXPECT_THROW(run_fit(*device_, problem, options), Error);
  }
}

TEST_F(Engine, VerifierSeesWrongAnswers) {
  const Problem problem = make_problem({200, 3, 4, Scalar::f32, false, Pattern::uniform});
  KMeansOptions options;
  options.k = 4;
  const auto points = upload(problem);
  const KMeansResult right = run_fit(*device_, problem, options);
  ASSERT_THAT(complaints(*points, {}, right), IsEmpty());

  const auto expect_seen = [&](auto spoil, const char* what) {
    KMeansResult wrong = right;
    spoil(wrong);
    EXPECT_THAT(complaints(*points, {}, wrong), testing::Contains(HasSubstr(what)));
  };
  expect_seen([](KMeansResult& r) { r.labels[7] = (r.labels[7] + 1) % 4; }, "is nearer to centroid");
  expect_seen([](KMeansResult& r) { r.labels[7] = (r.labels[7] + 1) % 4; }, "sizes are not those of the labels");
  expect_seen([](KMeansResult& r) { r.labels.pop_back(); }, "not a label for each row");
  expect_seen([](KMeansResult& r) { r.labels[0] = 4; }, "no cluster");
  expect_seen([](KMeansResult& r) { r.centroids(1, 2) *= 1 + 1e-6; }, "is not the mean");
  expect_seen([](KMeansResult& r) { r.inertia *= 1 + 1e-5; }, "inertia");
  expect_seen([](KMeansResult& r) { std::swap(r.sizes[0], r.sizes[3]); }, "sizes are not those of the labels");
  expect_seen(
      [](KMeansResult& r) {
        for (std::int32_t& label : r.labels) label = 3 - label;
        for (std::int64_t j = 0; j < 3; ++j) {
          std::swap(r.centroids(0, j), r.centroids(3, j));
          std::swap(r.centroids(1, j), r.centroids(2, j));
        }
      },
      "numbered by size");
}

}  // namespace
}  // namespace shoal::test

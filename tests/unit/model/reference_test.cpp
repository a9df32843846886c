#include "shoal/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "oracle_device.hpp"
#include "shoal/model.hpp"

namespace shoal::test {
namespace {

using testing::ElementsAre;

FeatureTable column(std::vector<double> values) {
  const auto rows = std::ssize(values);
  return {{{}, {}, {"x"}}, Matrix<double>(rows, 1, std::move(values))};
}

TEST(Reference, CountsRowsBetweenTheDeciles) {
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 0.0);
  const InputReference input = describe_inputs(column(values)).front();
  // numpy.quantile(range(100), [0, .1, ..., 1])
  ASSERT_EQ(input.edges.size(), 11u);
  EXPECT_DOUBLE_EQ(input.edges[1], 9.9);
  EXPECT_EQ(input.counts, std::vector<std::int64_t>(10, 10));
  EXPECT_DOUBLE_EQ(input.mean, 49.5);
  EXPECT_DOUBLE_EQ(input.deviation, std::sqrt((100.0 * 100.0 - 1.0) / 12.0));
}

TEST(Reference, JoinsDecilesThatAreEqual) {
  const InputReference input = describe_inputs(column({1, 1, 1, 1, 1, 1, 1, 1, 1, 5})).front();
  EXPECT_THAT(input.edges, ElementsAre(1.0, testing::DoubleNear(1.4, 1e-12), 5.0));
  EXPECT_THAT(input.counts, ElementsAre(9, 1));
}

TEST(Reference, OfOneValueHasOneBin) {
  const InputReference input = describe_inputs(column({7, 7, 7})).front();
  EXPECT_THAT(input.edges, ElementsAre(7.0, 7.0));
  EXPECT_THAT(input.counts, ElementsAre(3));
  EXPECT_EQ(input.deviation, 0.0);
}

TEST(Reference, CountsGapsApart) {
  const double gap = std::numeric_limits<double>::quiet_NaN();
  const InputReference input = describe_inputs(column({gap, 1, gap, 3})).front();
  EXPECT_EQ(input.missing, 2);
  EXPECT_EQ(input.mean, 2.0);
  EXPECT_EQ(std::accumulate(input.counts.begin(), input.counts.end(), std::int64_t{0}), 2);
  EXPECT_EQ(describe_inputs(column({gap, gap})).front().missing, 2);
}

TEST(Reference, DistancesByPercent) {
  std::vector<double> distances(201);
  std::iota(distances.rbegin(), distances.rend(), 0.0);
  const DistanceReference reference = describe_distances(distances);
  ASSERT_EQ(reference.quantiles.size(), 101u);
  EXPECT_DOUBLE_EQ(reference.quantiles[50], 100.0);
  EXPECT_DOUBLE_EQ(reference.quantiles[99], 198.0);
  EXPECT_DOUBLE_EQ(reference.mean_square, 200.0 * 401.0 / 6.0);
}

TEST(Reference, SampleIsTheWholeOfASmallTable) {
  EXPECT_EQ(reference_sample(column({3, 1, 2}), 42).doubles().values(), (std::vector<double>{3, 1, 2}));
}

TEST(Reference, SampleOfALargeTableIsFairAndRepeats) {
  constexpr std::int64_t rows = 300'000;
  std::vector<double> values(rows);
  std::iota(values.begin(), values.end(), 0.0);
  const FeatureTable table = column(std::move(values));
  const std::vector<double> sample = reference_sample(table, 42).doubles().values();
  EXPECT_EQ(sample.size(), 65'536u);
  EXPECT_TRUE(std::ranges::is_sorted(sample));
  EXPECT_EQ(sample, reference_sample(table, 42).doubles().values());
  EXPECT_NE(sample, reference_sample(table, 43).doubles().values());
  // The rows of each tenth are hypergeometric with mean 6,554 and standard deviation 68: five of them.
  std::vector<std::int64_t> tenths(10);
  for (const double value : sample) ++tenths[static_cast<std::size_t>(value / (rows / 10.0))];
  for (const std::int64_t count : tenths) EXPECT_NEAR(static_cast<double>(count), 6553.6, 5 * 68.0);
}

TEST(Reference, WideRowsAreFewer) {
  FeatureTable table{{{}, {}, std::vector<std::string>(1'000, "x")}, Matrix<double>(10'000, 1'000)};
  EXPECT_EQ(reference_sample(table, 1).rows(), 4'194);
}

/// Rows that log1p refuses: a drop step left them out of the fit, and nothing will ever score them.
TEST(Reference, LeavesOutRowsThatCannotBeScored) {
  const auto device = make_oracle_device();
  const Cancellation never;
  ThreadPool threads(1);
  Context context{*device, threads, no_events(), never};
  Model model;
  model.scalar = Scalar::f64;
  model.preparation = Preparation::parse("drop-iqr:1.5,log1p");
  const FeatureTable table = column({0, 1, 2, 3, 4, 5, 6, 7, -900});
  std::vector<std::int64_t> kept;
  model.preparation.fit(table, kept);
  model.kind = CentroidModel{Metric::euclidean, Matrix<double>(2, 1, {std::log1p(1.0), std::log1p(6.0)})};
  model.sizes = {3, 5};
  const Reference reference = make_reference(context, model, table, table.rows());
  EXPECT_EQ(reference.rows, 9);
  EXPECT_EQ(reference.sampled, 8);
  EXPECT_THAT(reference.shares, ElementsAre(3.0 / 8.0, 5.0 / 8.0));
  EXPECT_DOUBLE_EQ(reference.distance.quantiles.front(), 0.0);
  EXPECT_DOUBLE_EQ(reference.distance.quantiles.back(), std::log1p(1.0));
}

}  // namespace
}  // namespace shoal::test

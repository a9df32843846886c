#include "segments/decision_tree.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <map>

#include "segments/readable_number.hpp"
#include "shoal/random.hpp"

namespace shoal::detail {
namespace {

std::int64_t right_of(const DecisionTree& tree, const Matrix<double>& x, const std::vector<std::int32_t>& classes) {
  std::int64_t right = 0;
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    right += tree.predict(x.row(i)) == classes[static_cast<std::size_t>(i)] ? 1 : 0;
  }
  return right;
}

/// Weighted Gini impurity of cutting one column at a threshold, straight from the definition.
double impurity(const Matrix<double>& x, const std::vector<std::int32_t>& classes, std::int64_t column,
                double threshold) {
  double sum = 0.0;
  for (const bool left : {true, false}) {
    std::map<std::int32_t, double> counts;
    double size = 0.0;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      if ((x(i, column) <= threshold) != left) continue;
      counts[classes[static_cast<std::size_t>(i)]] += 1.0;
      size += 1.0;
    }
    double gini = 1.0;
    for (const auto& [c, count] : counts) gini -= (count / size) * (count / size);
    sum += size * gini;
  }
  return sum;
}

TEST(DecisionTree, CutsWhereTheImpurityIsLowest) {
  Matrix<double> x(200, 3);
  std::vector<std::int32_t> classes;
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    for (std::int64_t j = 0; j < 3; ++j) {
      // Whole numbers below 100 are readable, so every value is a candidate threshold.
      x(i, j) = static_cast<double>(random_below(100, 5, Purpose::sample, static_cast<std::uint64_t>(3 * i + j)));
    }
    classes.push_back(x(i, 1) + 0.3 * x(i, 2) > 60.0 ? 2 : (x(i, 0) > 80.0 ? 1 : 0));
  }
  const DecisionTree tree = TreeFitter(x.view()).fit(classes, 3, 3, 1);
  ASSERT_EQ(tree.nodes.size(), 3u);
  const double got = impurity(x, classes, tree.nodes[0].column, tree.nodes[0].threshold);
  for (std::int64_t column = 0; column < 3; ++column) {
    for (int threshold = 0; threshold < 99; ++threshold) {
      EXPECT_GE(impurity(x, classes, column, threshold), got - 1e-9) << column << " <= " << threshold;
    }
  }
}

TEST(DecisionTree, FindsNestedBoxes) {
  Matrix<double> x(400, 2);
  std::vector<std::int32_t> classes;
  for (std::int64_t i = 0; i < x.rows(); ++i) {
    x(i, 0) = static_cast<double>(i % 20);
    x(i, 1) = static_cast<double>(i / 20);
    classes.push_back(x(i, 0) > 12.0 ? 2 : (x(i, 1) <= 5.0 ? 0 : 1));
  }
  const DecisionTree tree = TreeFitter(x.view()).fit(classes, 3, 2, 2);
  EXPECT_EQ(right_of(tree, x, classes), 400);
  EXPECT_EQ(tree.nodes[0].column, 0);
  EXPECT_EQ(tree.nodes[0].threshold, 12.0);
}

TEST(DecisionTree, TakesTheFirstColumnAndTheLowestThresholdOfEqualSplits) {
  Matrix<double> x(4, 2);
  const std::vector<std::int32_t> classes = {0, 0, 1, 1};
  for (std::int64_t i = 0; i < 4; ++i) x(i, 0) = x(i, 1) = static_cast<double>(i);
  const DecisionTree tree = TreeFitter(x.view()).fit(classes, 2, 2, 3);
  EXPECT_EQ(tree.nodes.size(), 3u) << "pure leaves are not split";
  EXPECT_EQ(tree.nodes[0].column, 0);
  EXPECT_EQ(tree.nodes[0].threshold, 1.0);
}

TEST(DecisionTree, SplitsNothingWhereNothingHelps) {
  Matrix<double> equal(10, 2);
  const std::vector<std::int32_t> halves = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  EXPECT_EQ(TreeFitter(equal.view()).fit(halves, 2, 2, 3).nodes.size(), 1u);
  Matrix<double> one(1, 2);
  EXPECT_EQ(TreeFitter(one.view()).fit(std::vector<std::int32_t>{0}, 1, 2, 3).nodes.size(), 1u);
  EXPECT_EQ(TreeFitter(equal.view()).fit(halves, 2, 2, 0).nodes[0].majority, 0) << "ties go to the lower class";
}

TEST(ReadableNumber, IsTheNextOneOfTwoDigits) {
  EXPECT_EQ(readable_above(0.0), 0.0);
  EXPECT_EQ(readable_above(7.0), 7.0);
  EXPECT_EQ(readable_above(99.0), 99.0);
  EXPECT_EQ(readable_above(99.5), 100.0);
  EXPECT_EQ(readable_above(1205.0), 1300.0);
  EXPECT_EQ(readable_above(2.41), 2.5);
  EXPECT_EQ(readable_above(0.1501), 0.16);
  EXPECT_EQ(readable_above(0.15), 0.15);
  EXPECT_EQ(readable_above(-1.25), -1.2);
  EXPECT_EQ(readable_above(-1299.0), -1200.0);
}

TEST(ReadableNumber, IsNeverBelowAndNeverAGridStepAbove) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double exponent = -40.0 + 80.0 * random_unit(9, Purpose::sample, i);
    const double x = (i % 2 == 0 ? 1.0 : -1.0) * std::pow(10.0, exponent);
    const double above = readable_above(x);
    EXPECT_GE(above, x);
    EXPECT_LT(above - x, 0.1000001 * std::abs(x)) << x;
    EXPECT_EQ(readable_above(above), above) << x;
  }
}

TEST(ReadableNumber, ManagesTheEndsOfTheRange) {
  for (const double x : {std::numeric_limits<double>::denorm_min(), std::numeric_limits<double>::max(),
                         -std::numeric_limits<double>::max(), 1e-290, 9.95e289}) {
    EXPECT_GE(readable_above(x), x);
    EXPECT_TRUE(std::isfinite(readable_above(x)));
  }
}

TEST(ReadableNumber, IsWrittenWithoutAnExponent) {
  EXPECT_EQ(readable_text(1300.0), "1300");
  EXPECT_EQ(readable_text(0.15), "0.15");
  EXPECT_EQ(readable_text(0.0), "0");
  EXPECT_EQ(readable_text(-2.5), "-2.5");
  EXPECT_EQ(readable_text(1.2e300), "1.2e+300");
}

}  // namespace
}  // namespace shoal::detail

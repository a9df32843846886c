// Sums and spreads of clusters that labels give: what Calinski-Harabasz and Davies-Bouldin are made of.
#include <cmath>

#include "fixture.hpp"

namespace shoal::test {
namespace {

ClusterSums sums_on(Device& device, ThreadPool& threads, const Problem& problem, std::int64_t k) {
  const auto points = device.upload(threads, problem.view());
  ClusterSums sums(k, points->cols());
  device.labels().label_sums(threads, *points, problem.labels, quantisation_of(problem), sums);
  return sums;
}

struct Spread {
  std::vector<double> sq, lengths;
};

/// Around the problem's centroids, and a small rest, in halves of the data's units.
Spread spread_on(Device& device, ThreadPool& threads, const Problem& problem, std::int64_t k) {
  const auto points = device.upload(threads, problem.view());
  const std::int64_t d = points->cols();
  ScaledMeans means{Matrix<double>(k, d), Matrix<double>(k, d), 0.5};
  for (std::int64_t c = 0; c < std::min(k, problem.centroids.rows()); ++c) {
    for (std::int64_t j = 0; j < d; ++j) {
      means.whole(c, j) = 0.5 * problem.centroids(c, j);
      means.rest(c, j) = 0x1p-40 * static_cast<double>(c + j) * problem.centroids(c, j);
    }
  }
  Spread spread{std::vector<double>(static_cast<std::size_t>(k), -7),
                std::vector<double>(static_cast<std::size_t>(k), -7)};
  device.labels().label_spreads(threads, *points, problem.labels, means, spread.sq, spread.lengths);
  return spread;
}

/// A few roundings of a chain in double, and half a unit in 2^52 of the largest for each row.
void expect_close(const std::vector<double>& wanted, const std::vector<double>& got) {
  for (std::size_t c = 0; c < wanted.size(); ++c) {
    EXPECT_LE(std::fabs(wanted[c] - got[c]), 1e-12 * wanted[c]) << "cluster " << c << ": " << got[c];
  }
}

/// Cases whose squares stay in the range of double: a measure scales its data so.
bool in_range(const Case& c) {
  return c.pattern != Pattern::huge && c.pattern != Pattern::denormals && c.pattern != Pattern::scales;
}

TEST_P(DeviceContract, LabelSumsAreTheOracles) {
  for (const Case& c : some(all_cases())) {
    if (c.weighted) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    ClusterSums wanted = sums_on(*oracle_, one(), problem, c.k), got = sums_on(*device_, one(), problem, c.k);
    ASSERT_TRUE(same_numbers(wanted.values(), got.values()));
  }
}

TEST_P(DeviceContract, LabelSpreadsAreTheOracles) {
  for (const Case& c : some(all_cases())) {
    if (c.weighted || !in_range(c)) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const Spread wanted = spread_on(*oracle_, one(), problem, c.k), got = spread_on(*device_, one(), problem, c.k);
    expect_close(wanted.sq, got.sq);
    expect_close(wanted.lengths, got.lengths);
    if (HasFailure()) return;
  }
}

/// The same bits on every device and for any number of threads.
TEST_P(DeviceContract, LabelSpreadsAreTheCpusBits) {
  const auto cpu = make_device("cpu");
  for (const std::int64_t d : {3, 20}) {
    for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
      const Problem problem = make_problem({2511, d, 5, scalar, false, Pattern::uniform});
      const Spread wanted = spread_on(*cpu, one(), problem, 5);
      for (ThreadPool* threads : pools()) {
        const Spread got = spread_on(*device_, *threads, problem, 5);
        EXPECT_TRUE(same_bits(wanted.sq, got.sq));
        EXPECT_TRUE(same_bits(wanted.lengths, got.lengths));
      }
    }
  }
}

TEST_P(DeviceContract, LabelSumsAndSpreadsOfOddLabels) {
  Problem problem = make_problem({997, 3, 6, Scalar::f32, false, Pattern::uniform});
  const auto compare = [&](std::int64_t k, auto label_of_row) {
    for (std::size_t i = 0; i < problem.labels.size(); ++i) problem.labels[i] = label_of_row(static_cast<int>(i));
    ClusterSums wanted = sums_on(*oracle_, one(), problem, k), got = sums_on(*device_, one(), problem, k);
    EXPECT_TRUE(same_numbers(wanted.values(), got.values()));
    const Spread spread = spread_on(*device_, one(), problem, k);
    expect_close(spread_on(*oracle_, one(), problem, k).sq, spread.sq);
    expect_close(spread_on(*oracle_, one(), problem, k).lengths, spread.lengths);
  };
  compare(6, [](int) { return -1; });                                  // nothing takes part
  compare(6, [](int) { return 2; });                                   // one cluster, the others empty
  compare(997, [](int i) { return i; });                               // clusters of one
  compare(6, [](int i) { return i == 0 ? 5 : i % 2 == 0 ? 0 : -1; });  // a cluster of one, rows left out
  compare(9000, [](int i) { return 9 * i; });                          // more clusters than counters
}

/// A cluster far tighter than the data is wide keeps its digits.
TEST_P(DeviceContract, LabelSpreadsOfTightClusters) {
  Problem problem = make_problem({400, 2, 2, Scalar::f64, false, Pattern::uniform});
  for (std::int64_t i = 0; i < 400; ++i) {
    problem.labels[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(i % 2);
    for (std::int64_t j = 0; j < 2 && i % 2 == 1; ++j) problem.wide(i, j) = 1e-30 * problem.wide(i, j);
  }
  for (std::int64_t j = 0; j < 2; ++j) problem.centroids(1, j) = 1e-30 * problem.centroids(1, j);
  const Spread wanted = spread_on(*oracle_, one(), problem, 2), got = spread_on(*device_, one(), problem, 2);
  EXPECT_LT(wanted.sq[1], 1e-50);
  expect_close(wanted.sq, got.sq);
  expect_close(wanted.lengths, got.lengths);
}

}  // namespace
}  // namespace shoal::test

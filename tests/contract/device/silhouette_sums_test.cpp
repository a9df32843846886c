#include <algorithm>
#include <cmath>

#include "fixture.hpp"

namespace shoal::test {
namespace {

struct Parts {
  explicit Parts(std::size_t n) : own(n, -7), nearest(n, -7) {}

  std::vector<double> own, nearest;
};

Parts silhouette(Device& device, ThreadPool& threads, const Problem& problem, std::int64_t k) {
  const auto points = device.upload(threads, problem.view());
  Parts parts(problem.labels.size());
  device.labels().silhouette_sums(threads, *points, problem.labels, k, parts.own, parts.nearest);
  return parts;
}

/// The contract's tolerance: 1e-6 relative.
void expect_near(const std::vector<double>& wanted, const std::vector<double>& got) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == got[i]) continue;  // infinity too
    ASSERT_LE(std::fabs(wanted[i] - got[i]), 1e-6 * std::fabs(wanted[i]))
        << "row " << i << ": " << got[i] << ", not " << wanted[i];
  }
}

void expect_near(const Parts& wanted, const Parts& got) {
  expect_near(wanted.own, got.own);
  expect_near(wanted.nearest, got.nearest);
}

void compare(Device& device, Device& oracle, ThreadPool& threads, const Problem& problem, std::int64_t k) {
  expect_near(silhouette(oracle, threads, problem, k), silhouette(device, threads, problem, k));
}

const Parts& oracles_parts(const Case& c, const Problem& problem) {
  static OncePerCase<Parts> known;
  ThreadPool one(1);
  return known(c, [&] { return silhouette(*make_oracle_device(), one, problem, c.k); });
}

TEST_P(DeviceContract, SilhouetteSumsAreTheOracles) {
  for (const Case& c : some(pair_cases())) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    expect_near(oracles_parts(c, problem), silhouette(*device_, one(), problem, c.k));
    if (HasFatalFailure()) return;
  }
}

TEST_P(DeviceContract, SilhouetteSumsOfOddLabels) {
  Problem problem = make_problem({97, 3, 6, Scalar::f32, false, Pattern::uniform});
  const auto set = [&](auto label_of_row) {
    for (std::size_t i = 0; i < problem.labels.size(); ++i) problem.labels[i] = label_of_row(static_cast<int>(i));
  };
  set([](int) { return -1; });  // nothing takes part
  compare(*device_, *oracle_, one(), problem, 6);
  set([](int) { return 2; });  // one cluster, the others empty
  compare(*device_, *oracle_, one(), problem, 6);
  set([](int i) { return i; });  // clusters of one
  compare(*device_, *oracle_, one(), problem, 97);
  set([](int i) { return i == 0 ? 5 : i % 2 == 0 ? 0 : 4; });  // a cluster of one and empty ones between
  compare(*device_, *oracle_, one(), problem, 6);
  set([](int i) { return i < 95 ? -1 : i - 95; });  // two rows alone
  compare(*device_, *oracle_, one(), problem, 6);
}

TEST_P(DeviceContract, SilhouetteSumsDoNotDependOnThreads) {
  for (const std::int64_t d : {3, 20}) {
    for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
      const Problem problem = make_problem({unless_sanitized(1511, 401), d, 5, scalar, false, Pattern::uniform});
      const Parts first = silhouette(*device_, one(), problem, 5);
      compare(*device_, *oracle_, one(), problem, 5);
      for (ThreadPool* threads : pools()) {
        const Parts again = silhouette(*device_, *threads, problem, 5);
        EXPECT_TRUE(same_bits(first.own, again.own));
        EXPECT_TRUE(same_bits(first.nearest, again.nearest));
      }
    }
  }
}

}  // namespace
}  // namespace shoal::test

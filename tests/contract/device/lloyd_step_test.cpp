#include <algorithm>
#include <utility>

#include "fixture.hpp"

namespace shoal::test {
namespace {

/// One step over all rows, `batch` rows a call.
ClusterSums step(Device& device, ThreadPool& threads, Fit& fit, const Matrix<double>& centroids, std::int64_t batch) {
  ClusterSums sums(centroids.rows(), centroids.cols());
  const std::int64_t n = fit.points->rows();
  for (std::int64_t begin = 0; begin < n; begin += batch) {
    device.kmeans().lloyd_step(threads, *fit.points, *fit.state, centroids.view(), {begin, std::min(n, begin + batch)},
                               sums);
  }
  return sums;
}

std::vector<std::int32_t> labels_of(Device& device, ThreadPool& threads, const Fit& fit) {
  std::vector<std::int32_t> labels(static_cast<std::size_t>(fit.points->rows()));
  device.kmeans().labels(threads, *fit.points, *fit.state, labels);
  return labels;
}

struct Step {
  ClusterSums sums;
  std::vector<std::int32_t> labels;
};

/// Fresh state, the same centroids again, others: `changed` goes through all its kinds.
std::vector<Step> steps(Device& device, ThreadPool& threads, const Problem& problem, std::int64_t batch) {
  Fit fit(device, threads, problem);
  std::vector<Step> results;
  for (const Matrix<double>* centroids : {&problem.centroids, &problem.centroids, &problem.others}) {
    ClusterSums sums = step(device, threads, fit, *centroids, std::max<std::int64_t>(1, batch));
    results.push_back({std::move(sums), labels_of(device, threads, fit)});
  }
  return results;
}

const std::vector<Step>& oracles_steps(const Case& c, const Problem& problem) {
  static OncePerCase<std::vector<Step>> known;
  ThreadPool one(1);
  return known(c, [&] { return steps(*make_oracle_device(), one, problem, c.n); });
}

void expect_same(std::vector<Step> wanted, std::vector<Step> got) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_TRUE(same_numbers(wanted[i].sums.values(), got[i].sums.values())) << "step " << i;
    ASSERT_EQ(wanted[i].labels, got[i].labels) << "step " << i;
  }
}

TEST_P(DeviceContract, LloydStepIsTheOracles) {
  for (const Case& c : some(all_cases())) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    expect_same(oracles_steps(c, problem), steps(*device_, one(), problem, c.n));
    if (HasFatalFailure()) return;
  }
}

TEST_P(DeviceContract, LloydStepDoesNotDependOnBatches) {
  for (const Case& c : some(all_cases())) {
    const bool few = c.n >= 61 && c.d <= 20 && c.k <= 7 && c.n <= 300;
    if (!few && c.n != 4099) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto& wanted = oracles_steps(c, problem);
    for (const std::int64_t batch : {1, 13, 1000}) {
      if (batch > c.n || (batch == 1 && c.n > 300)) continue;
      expect_same(wanted, steps(*device_, one(), problem, batch));
      if (HasFatalFailure()) return;
    }
  }
}

TEST_P(DeviceContract, LloydStepDoesNotDependOnThreads) {
  for (const Case& c : some(long_cases())) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto& wanted = oracles_steps(c, problem);
    for (ThreadPool* threads : pools()) {
      for (const std::int64_t batch : {std::int64_t{1000}, c.n}) {
        expect_same(wanted, steps(*device_, *threads, problem, batch));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST_P(DeviceContract, LloydStepAddsToTheSums) {
  const Problem problem = make_problem({100, 3, 4, Scalar::f32, false, Pattern::uniform});
  Fit once(*device_, one(), problem);
  Fit twice(*device_, one(), problem);
  ClusterSums single = step(*device_, one(), once, problem.centroids, 100);
  ClusterSums doubled(4, 3);
  for (int repeat = 0; repeat < 2; ++repeat) {
    device_->kmeans().lloyd_step(one(), *twice.points, *twice.state, problem.centroids.view(), {0, 100}, doubled);
  }
  const Int128 changed = single.changed();
  single.add(single);
  single.changed() = changed;  // The second step changes no label.
  EXPECT_TRUE(same_numbers(single.values(), doubled.values()));
}

/// As many rows as make the total of a column outgrow 64 bits; what it is can be said without adding.
TEST_P(DeviceContract, LloydStepTotalsOutgrow64Bits) {
  // The totals of doubles outgrow 64 bits in every case.
  if (k_sanitized || GetParam().every > 1) GTEST_SKIP() << "too many rows here; the CPU takes them without a sanitizer";
  constexpr std::int64_t n = 17'000'003;
  constexpr float value = 1.0f - 0x1p-24f;
  Problem problem;
  problem.narrow = Matrix<float>(n, 1);
  std::fill(problem.narrow.values().begin(), problem.narrow.values().end(), value);
  problem.centroids = Matrix<double>(1, 1);
  Fit fit(*device_, one(), problem);
  ClusterSums sums = step(*device_, one(), fit, problem.centroids, n);
  const Int128 quantised = (Int128{1} << 39) - (Int128{1} << 15);
  ASSERT_TRUE(n * quantised > Int128{1} << 63);
  EXPECT_TRUE(sums.total(0, 0) == n * quantised);
  EXPECT_TRUE(sums.weight(0) == n);
  EXPECT_TRUE(sums.count(0) == n);
}

/// Several fits over the same points at once, as parallel restarts do.
TEST_P(DeviceContract, FitsMayRunAtTheSameTime) {
  const Problem problem = make_problem({5003, 3, 7, Scalar::f32, true, Pattern::uniform});
  const auto points = device_->upload(one(), problem.view());
  const Quantisation scales = quantisation_of(problem);
  std::vector<ClusterSums> sums(6, ClusterSums(7, 3));
  ThreadPool threads(3);
  threads.run(6, [&](std::int64_t task, int) {
    const auto state = device_->kmeans().begin_fit(threads, *points, problem.weights, scales);
    device_->kmeans().lloyd_step(threads, *points, *state, problem.centroids.view(), {0, 5003},
                                 sums[static_cast<std::size_t>(task)]);
  });
  Fit wanted(*oracle_, one(), problem);
  ClusterSums right = step(*oracle_, one(), wanted, problem.centroids, 5003);
  for (ClusterSums& one_of_them : sums) EXPECT_TRUE(same_numbers(right.values(), one_of_them.values()));
}

}  // namespace
}  // namespace shoal::test

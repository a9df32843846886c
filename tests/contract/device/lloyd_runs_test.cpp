#include <utility>

#include "fixture.hpp"

namespace shoal::test {
namespace {

/// The runs of one device, step for step those of the definition: the oracle takes lloyd_step() and advance().
std::vector<LloydRun> runs_on(Device& device, ThreadPool& threads, const Problem& problem, const FitTerms& terms,
                              double shift_limit, std::int64_t iterations = 12, bool traced = true) {
  const auto points = device.upload(threads, problem.view());
  std::vector<LloydRun> runs(2);
  for (LloydRun& run : runs) {
    run.terms = &terms;
    run.max_iterations = iterations;
    run.shift_limit = shift_limit;
    run.traced = traced;
  }
  runs[0].centroids = problem.centroids;
  runs[1].centroids = problem.others;
  runs[1].max_iterations = 3;
  run_lloyd(device.kmeans(), threads, *points, runs);
  return runs;
}

FitTerms terms_of(const Problem& problem) {
  const auto oracle = make_oracle_device();
  ThreadPool one(1);
  const auto points = oracle->upload(one, problem.view());
  return {problem.weights, oracle->column_stats(one, *points, problem.weights), quantisation_of(problem),
          points->scalar(), 0};
}

void expect_same(LloydRun& wanted, LloydRun& got) {
  EXPECT_EQ(wanted.end, got.end);
  EXPECT_EQ(wanted.iterations, got.iterations);
  EXPECT_TRUE(!got.traced || same_numbers(wanted.inertia, got.inertia));
  wanted.sums.changed() = got.sums.changed() = 0;  // may be left out
  EXPECT_TRUE(same_numbers(wanted.sums.values(), got.sums.values()));
  EXPECT_TRUE(same_bits(wanted.centroids.values(), got.centroids.values()));
}

TEST_P(DeviceContract, LloydRunsAreTheDefinitions) {
  for (const Case& c : some(all_cases())) {
    if (c.n < c.k || c.n > 300) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const FitTerms terms = terms_of(problem);
    for (const double shift_limit : {-1.0, 1e-3}) {
      auto wanted = runs_on(*oracle_, one(), problem, terms, shift_limit);
      auto got = runs_on(*device_, one(), problem, terms, shift_limit);
      for (std::size_t i = 0; i < wanted.size(); ++i) expect_same(wanted[i], got[i]);
      auto untraced = runs_on(*device_, one(), problem, terms, shift_limit, 12, false);
      for (std::size_t i = 0; i < wanted.size(); ++i) expect_same(wanted[i], untraced[i]);
      if (HasFailure()) return;
    }
  }
}

/// Too many rows for a batch of small fits: a GPU takes one pass after the other.
TEST_P(DeviceContract, LongLloydRunsAreTheDefinitions) {
  static OncePerCase<std::vector<LloydRun>> known;
  for (const Case& c :
       {Case{16'411, 3, 5, Scalar::f32, false, Pattern::uniform}, Case{16'411, 2, 9, Scalar::f32, true, Pattern::grid},
        Case{16'411, 3, 6, Scalar::f32, false, Pattern::twins},
        Case{16'411, 17, 20, Scalar::f32, false, Pattern::uniform},
        Case{16'411, 2, 5, Scalar::f64, true, Pattern::uniform}}) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const FitTerms terms = terms_of(problem);
    // Tensor cores are slow to emulate.
    const std::int64_t iterations = c.d > k_max_float_chain_cols ? unless_sanitized(4, 2) : unless_sanitized(12, 3);
    auto wanted = known(c, [&] { return runs_on(*oracle_, one(), problem, terms, 1e-3, iterations); });
    auto got = runs_on(*device_, one(), problem, terms, 1e-3, iterations);
    for (std::size_t i = 0; i < wanted.size(); ++i) expect_same(wanted[i], got[i]);
    if (c.d <= k_max_float_chain_cols) {
      auto untraced = runs_on(*device_, one(), problem, terms, 1e-3, iterations, false);
      for (std::size_t i = 0; i < wanted.size(); ++i) expect_same(wanted[i], untraced[i]);
    }
    if (HasFailure()) return;
  }
}

/// Runs to centroids of length one over n rows of that length.
void unit_runs(Device& oracle, Device& device, ThreadPool& one, std::int64_t n) {
  Problem problem = make_problem({n, 5, 7, Scalar::f32, false, Pattern::uniform});
  for (std::int64_t i = 0; i < problem.narrow.rows(); ++i) {
    std::vector<double> row(problem.narrow.row(i), problem.narrow.row(i) + 5);
    EXPECT_TRUE(normalise(Scalar::f32, row.data(), 5));
    std::copy(row.begin(), row.end(), problem.narrow.row(i));
  }
  const FitTerms terms = terms_of(problem);
  const auto run_on = [&](Device& on) {
    LloydRun run;
    run.terms = &terms;
    run.centroids = problem.centroids;
    run.max_iterations = 12;
    run.unit_length = true;
    const auto points = on.upload(one, problem.view());
    run_lloyd(on.kmeans(), one, *points, {&run, 1});
    return run;
  };
  LloydRun wanted = run_on(oracle), got = run_on(device);
  expect_same(wanted, got);
}

TEST_P(DeviceContract, LloydRunsBringCentroidsToLengthOne) { unit_runs(*oracle_, *device_, one(), 157); }
TEST_P(DeviceContract, LongLloydRunsBringCentroidsToLengthOne) { unit_runs(*oracle_, *device_, one(), 16'411); }

}  // namespace
}  // namespace shoal::test

#include "fixture.hpp"

namespace shoal::test {
namespace {

using Picks = std::vector<std::vector<std::int64_t>>;

/// Runs of several sizes and seeds from a first row, and from given centroids.
Picks picks_on(Device& device, ThreadPool& threads, const Problem& problem, const FitTerms& terms) {
  const auto points = device.upload(threads, problem.view());
  const auto run = [&](std::vector<std::int64_t> rows, std::int64_t k, std::uint64_t seed) {
    SeedRun fresh;
    fresh.terms = &terms;
    fresh.rows = std::move(rows);
    fresh.k = k;
    fresh.seed = seed;
    return fresh;
  };
  const std::int64_t n = points->rows(), k = problem.centroids.rows();
  std::vector<SeedRun> runs;
  runs.push_back(run({n / 2}, k, 1));
  runs.push_back(run({0}, 1, 2));
  runs.push_back(run({n - 1}, std::min<std::int64_t>(n, 12), 3));
  runs.push_back(run({}, k + 1, 4));
  runs.back().given = problem.centroids.view();
  runs.push_back(run({0, n / 3, n - 1}, k + 5, 5));
  runs.back().given = problem.others.view();
  run_plus_plus(device.kmeans(), threads, *points, runs);
  Picks picks;
  for (SeedRun& done : runs) picks.push_back(std::move(done.rows));
  return picks;
}

TEST_P(DeviceContract, PlusPlusRunsAreTheDefinitions) {
  for (const Case& c : some(all_cases())) {
    if (c.n < 1 || c.n > 300 || c.k > 33) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto points = oracle_->upload(one(), problem.view());
    const FitTerms terms{problem.weights, oracle_->column_stats(one(), *points, problem.weights),
                         quantisation_of(problem), points->scalar(), 0};
    const Picks wanted = picks_on(*oracle_, one(), problem, terms), got = picks_on(*device_, one(), problem, terms);
    ASSERT_EQ(wanted, got);
    EXPECT_EQ(got[1].size(), 1u);
    EXPECT_LE(std::ssize(got[0]), c.k);
  }
}

}  // namespace
}  // namespace shoal::test

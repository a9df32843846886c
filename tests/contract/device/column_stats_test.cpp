#include "fixture.hpp"

namespace shoal::test {
namespace {

TEST_P(DeviceContract, ColumnStatsAreTheOracles) {
  std::vector<Case> cases = all_cases();
  for (const Case& c : long_cases()) cases.push_back(c);
  for (const Case& c : some(cases)) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto wanted_points = oracle_->upload(one(), problem.view());
    const ColumnStats wanted = oracle_->column_stats(one(), *wanted_points, problem.weights);
    for (ThreadPool* threads : pools()) {
      const auto points = device_->upload(*threads, problem.view());
      const ColumnStats got = device_->column_stats(*threads, *points, problem.weights);
      ASSERT_EQ(wanted.min, got.min);
      ASSERT_EQ(wanted.max, got.max);
      ASSERT_EQ(wanted.weighted_abs_max, got.weighted_abs_max);
      ASSERT_EQ(wanted.max_weight, got.max_weight);
    }
  }
}

}  // namespace
}  // namespace shoal::test

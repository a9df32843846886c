#include <cmath>
#include <limits>

#include "fixture.hpp"

namespace shoal::test {
namespace {

using Counts = std::vector<std::int64_t>;

Counts counts_of(Device& device, ThreadPool& threads, const Points& x, double eps, RowRange rows) {
  Counts counts(static_cast<std::size_t>(rows.end - rows.begin), -7);
  device.neighbours().range_count(threads, x, eps, rows, counts);
  return counts;
}

/// Nothing, everything, and distances that rows are apart, with the numbers next to them.
std::vector<double> radii(const Points& x, const Problem& problem) {
  std::vector<double> all{0.0, std::numeric_limits<double>::infinity(), 1e-300};
  for (const std::int64_t other : {x.rows() / 3, x.rows() - 1}) {
    const double apart = std::sqrt(std::visit(
        [&](const auto& view) { return view.rows == 0 ? 0.0 : sq_distance(view.row(0), view.row(other), view.cols); },
        problem.view()));
    for (const double eps : {std::nextafter(apart, 0.0), apart, 1.0000001 * apart}) all.push_back(eps);
  }
  return all;
}

TEST_P(DeviceContract, RangeCountIsTheOracles) {
  for (const Case& c : some(all_cases())) {
    if (c.n > 130 || c.k > 7) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto x = device_->upload(one(), problem.view());
    const auto plain = oracle_->upload(one(), problem.view());
    for (const double eps : radii(*plain, problem)) {
      const Counts wanted = counts_of(*oracle_, one(), *plain, eps, {0, c.n});
      ASSERT_EQ(wanted, counts_of(*device_, one(), *x, eps, {0, c.n})) << eps;
      const RowRange part{c.n / 3, c.n - c.n / 4};
      ASSERT_EQ(Counts(wanted.begin() + part.begin, wanted.begin() + part.end),
                counts_of(*device_, one(), *x, eps, part))
          << eps;
    }
  }
}

TEST_P(DeviceContract, RangeCountDoesNotDependOnThreads) {
  const Problem problem = make_problem({1409, 3, 4, Scalar::f32, false, Pattern::uniform});
  const auto x = device_->upload(one(), problem.view());
  const auto plain = oracle_->upload(one(), problem.view());
  const double eps = radii(*plain, problem).back();
  const Counts wanted = counts_of(*oracle_, one(), *plain, eps, {0, 1409});
  for (ThreadPool* threads : pools()) ASSERT_EQ(wanted, counts_of(*device_, *threads, *x, eps, {0, 1409}));
}

}  // namespace
}  // namespace shoal::test

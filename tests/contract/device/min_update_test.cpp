#include <algorithm>
#include <utility>

#include "fixture.hpp"

namespace shoal::test {
namespace {

using Masses = std::vector<Int128>;

/// Rows [begin, end) of a matrix.
MatrixView<const double> rows_of(const Matrix<double>& matrix, std::int64_t begin, std::int64_t end) {
  return {matrix.row(begin), end - begin, matrix.cols()};
}

Masses update(Device& device, ThreadPool& threads, Fit& fit, MatrixView<const double> chosen,
              MatrixView<const double> candidates) {
  Masses masses(static_cast<std::size_t>(std::max<std::int64_t>(1, candidates.rows)), 12345);
  device.kmeans().min_update(threads, *fit.points, *fit.state, chosen, candidates, masses);
  return masses;
}

/// Masses at both ends, around every row's own and in no order, some of them twice.
Masses targets_below(Int128 total) {
  Masses targets;
  for (int part = 16; part >= 0; --part) {
    for (const int shift : {-1, 0, 1}) targets.push_back(total / 16 * part + shift);
  }
  targets.push_back(total - 1);
  std::erase_if(targets, [&](Int128 t) { return t < 0 || t >= total; });
  return targets;
}

std::vector<std::int64_t> rows_at(Device& device, ThreadPool& threads, const Fit& fit, const Masses& targets) {
  std::vector<std::int64_t> rows(targets.size(), -7);
  device.kmeans().rows_at_mass(threads, *fit.points, *fit.state, targets, rows);
  return rows;
}

struct Call {
  Masses masses;
  std::vector<std::int64_t> rows;
};

/// A k-means++ in small: nothing chosen yet, one centroid, all candidates, several centroids at once. After each, the
/// rows at masses of the state.
std::vector<Call> calls(Device& device, ThreadPool& threads, const Problem& problem) {
  Fit fit(device, threads, problem);
  const auto& c = problem.centroids;
  const auto& o = problem.others;
  const std::int64_t k = c.rows();
  const auto none = rows_of(c, 0, 0);
  const std::vector<std::pair<MatrixView<const double>, MatrixView<const double>>> arguments{
      {none, none},
      {none, rows_of(o, 0, 1)},
      {rows_of(c, 0, 1), rows_of(o, 0, k)},
      {rows_of(o, k - 1, k), rows_of(c, 0, (k + 1) / 2)},
      {rows_of(c, 0, k), rows_of(o, 0, 1)},
      {none, none}};
  std::vector<Call> results;
  for (const auto& [chosen, candidates] : arguments) {
    Masses masses = update(device, threads, fit, chosen, candidates);
    const Masses state = update(device, threads, fit, none, none);
    results.push_back({std::move(masses), rows_at(device, threads, fit, targets_below(state[0]))});
  }
  return results;
}

const std::vector<Call>& oracles_calls(const Case& c, const Problem& problem) {
  static OncePerCase<std::vector<Call>> known;
  ThreadPool one(1);
  return known(c, [&] { return calls(*make_oracle_device(), one, problem); });
}

void expect_same(const std::vector<Call>& wanted, const std::vector<Call>& got) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    ASSERT_TRUE(same_numbers(wanted[i].masses, got[i].masses)) << "call " << i;
    ASSERT_EQ(wanted[i].rows, got[i].rows) << "call " << i;
  }
}

TEST_P(DeviceContract, MinUpdateAndRowsAtMassAreTheOracles) {
  for (const Case& c : some(all_cases())) {
    if (c.k > 64) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    expect_same(oracles_calls(c, problem), calls(*device_, one(), problem));
    if (HasFatalFailure()) return;
  }
}

TEST_P(DeviceContract, MinUpdateDoesNotDependOnThreads) {
  for (const Case& c : some(long_cases())) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto& wanted = oracles_calls(c, problem);
    for (ThreadPool* threads : pools()) {
      expect_same(wanted, calls(*device_, *threads, problem));
      if (HasFatalFailure()) return;
    }
  }
}

}  // namespace
}  // namespace shoal::test

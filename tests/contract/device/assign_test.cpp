#include "fixture.hpp"

namespace shoal::test {
namespace {

struct Assigned {
  explicit Assigned(std::int64_t rows)
      : labels(static_cast<std::size_t>(rows), -7), sq(labels.size(), -7), second(labels.size(), -7) {}

  std::vector<std::int32_t> labels;
  std::vector<double> sq, second;
};

Assigned assign_all(Device& device, ThreadPool& threads, const Problem& problem, RowRange rows) {
  const auto points = device.upload(threads, problem.view());
  Assigned out(rows.end - rows.begin);
  device.assign(threads, *points, problem.centroids.view(), rows, {out.labels, out.sq, out.second});
  return out;
}

const Assigned& oracles_assignment(const Case& c, const Problem& problem) {
  static OncePerCase<Assigned> known;
  ThreadPool one(1);
  return known(c, [&] { return assign_all(*make_oracle_device(), one, problem, {0, c.n}); });
}

/// The part of an assignment of all rows that belongs to `rows`.
Assigned part(const Assigned& all, RowRange rows) {
  Assigned some(0);
  some.labels.assign(all.labels.begin() + rows.begin, all.labels.begin() + rows.end);
  some.sq.assign(all.sq.begin() + rows.begin, all.sq.begin() + rows.end);
  some.second.assign(all.second.begin() + rows.begin, all.second.begin() + rows.end);
  return some;
}

void expect_same(const Assigned& wanted, const Assigned& got) {
  ASSERT_EQ(wanted.labels, got.labels);
  ASSERT_TRUE(same_bits(wanted.sq, got.sq));
  ASSERT_TRUE(same_bits(wanted.second, got.second));
}

TEST_P(DeviceContract, AssignIsTheOracles) {
  for (const Case& c : some(all_cases())) {
    if (c.weighted) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    expect_same(oracles_assignment(c, problem), assign_all(*device_, one(), problem, {0, c.n}));
    if (HasFatalFailure()) return;
  }
}

/// More than a GPU's block keeps in shared memory at a time.
TEST_P(DeviceContract, AssignIsTheOraclesForManyCentroids) {
  const Case c{70, 16, 900, Scalar::f32, false, Pattern::uniform};
  const Problem problem = make_problem(c);
  expect_same(oracles_assignment(c, problem), assign_all(*device_, one(), problem, {0, c.n}));
}

TEST_P(DeviceContract, AssignDoesNotDependOnThreadsOrRows) {
  for (const Case& c : some(long_cases())) {
    if (c.weighted) continue;
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    for (ThreadPool* threads : pools()) {
      for (const RowRange rows : {RowRange{0, c.n}, RowRange{1, 2}, RowRange{37, c.n - 1001}, RowRange{5, 5}}) {
        expect_same(part(oracles_assignment(c, problem), rows), assign_all(*device_, *threads, problem, rows));
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST_P(DeviceContract, AssignGivesWhatIsWanted) {
  for (const std::int64_t d : {3, 20}) {
    const Problem problem = make_problem({77, d, 6, Scalar::f32, false, Pattern::uniform});
    const Assigned wanted = assign_all(*oracle_, one(), problem, {0, 77});
    const auto points = device_->upload(one(), problem.view());
    Assigned out(77);
    device_->assign(one(), *points, problem.centroids.view(), {0, 77}, {out.labels, {}, {}});
    EXPECT_EQ(wanted.labels, out.labels);
    device_->assign(one(), *points, problem.centroids.view(), {0, 77}, {{}, out.sq, {}});
    EXPECT_TRUE(same_bits(wanted.sq, out.sq));
    device_->assign(one(), *points, problem.centroids.view(), {0, 77}, {{}, {}, out.second});
    EXPECT_TRUE(same_bits(wanted.second, out.second));
  }
}

}  // namespace
}  // namespace shoal::test

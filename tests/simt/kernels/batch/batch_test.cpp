// Batches of fits on the emulated device, in several orders of threads: the bits of the definition.
#include <gtest/gtest.h>

#include <algorithm>

#include "cuda/emulated/emulated_device.hpp"
#include "device_cases.hpp"
#include "oracle_device.hpp"
#include "sanitized.hpp"

namespace shoal::test {
namespace {

using cuda::EmulatedOrder;

struct Order {
  EmulatedOrder order;
  std::uint64_t seed;
};

class Batches : public testing::TestWithParam<Order> {
 protected:
  void SetUp() override { cuda::set_emulated_order(GetParam().order, GetParam().seed); }
  void TearDown() override { cuda::set_emulated_order(EmulatedOrder::random, 1); }

  /// Runs of k = 1, 2, some and all rows from picked rows, those with vacant clusters left as they end.
  void expect_definition(const Case& c) {
    SCOPED_TRACE(c.name());
    const Problem problem = make_problem(c);
    const auto points = emulated_->upload(threads_, problem.view());
    const auto plain = oracle_->upload(threads_, problem.view());
    const ColumnStats stats = oracle_->column_stats(threads_, *plain, problem.weights);
    const FitTerms terms{problem.weights, stats, make_quantisation(stats, c.scalar, c.weighted), c.scalar, 0};
    ASSERT_TRUE(emulated_->kmeans().takes_batches(*points, c.k));

    auto seeds = seed_runs(terms, c), wanted_seeds = seed_runs(terms, c);
    run_plus_plus(emulated_->kmeans(), threads_, *points, seeds);
    run_plus_plus(oracle_->kmeans(), threads_, *plain, wanted_seeds);
    for (std::size_t i = 0; i < seeds.size(); ++i) ASSERT_EQ(wanted_seeds[i].rows, seeds[i].rows) << "run " << i;

    auto runs = lloyd_runs(terms, *plain, wanted_seeds), wanted = lloyd_runs(terms, *plain, wanted_seeds);
    run_lloyd(emulated_->kmeans(), threads_, *points, runs);
    run_lloyd(oracle_->kmeans(), threads_, *plain, wanted);
    for (std::size_t i = 0; i < runs.size(); ++i) expect_same(wanted[i], runs[i]);
    go_on(*points, runs, *plain, wanted);
  }

 private:
  static std::vector<SeedRun> seed_runs(const FitTerms& terms, const Case& c) {
    std::vector<SeedRun> runs;
    for (const std::int64_t k : {std::int64_t{1}, std::int64_t{2}, c.k, c.k}) {
      SeedRun run;
      run.terms = &terms;
      run.rows = {static_cast<std::int64_t>(runs.size()) % c.n};
      run.k = k;
      run.seed = runs.size();
      runs.push_back(std::move(run));
    }
    return runs;
  }

  /// From the seeds, and from one row many times over: every cluster but the first is vacant.
  static std::vector<LloydRun> lloyd_runs(const FitTerms& terms, const Points& points,
                                          const std::vector<SeedRun>& seeds) {
    std::vector<LloydRun> runs;
    const auto add = [&](const std::vector<std::int64_t>& rows, double shift_limit, std::int64_t max_iterations) {
      LloydRun run;
      run.terms = &terms;
      run.centroids = Rows(points).gather(rows);
      run.shift_limit = shift_limit;
      run.max_iterations = max_iterations;
      runs.push_back(std::move(run));
    };
    for (const SeedRun& seed : seeds) add(seed.rows, -1.0, 300);
    add(seeds.back().rows, 1e-2, 300);
    add(seeds.back().rows, -1.0, 1);
    add(seeds.back().rows, -1.0, 0);
    add(std::vector<std::int64_t>(5, 0), -1.0, 300);
    return runs;
  }

  /// Fills the vacant clusters of both with the same rows and runs them on.
  void go_on(const Points& points, std::vector<LloydRun>& runs, const Points& plain, std::vector<LloydRun>& wanted) {
    const std::int64_t last = plain.rows() - 1;
    const Matrix<double> row = Rows(plain).gather({&last, 1});
    for (auto* all : {&runs, &wanted}) {
      for (LloydRun& run : *all) {
        if (run.end != LloydEnd::vacant) continue;
        const std::int64_t cluster = vacant_clusters(run.sums).front();
        advance(run, {{&cluster, 1}, row.view()});
      }
    }
    run_lloyd(emulated_->kmeans(), threads_, points, runs);
    run_lloyd(oracle_->kmeans(), threads_, plain, wanted);
    for (std::size_t i = 0; i < runs.size(); ++i) expect_same(wanted[i], runs[i]);
  }

  static void expect_same(LloydRun& wanted, LloydRun& got) {
    EXPECT_EQ(wanted.end, got.end);
    EXPECT_EQ(wanted.iterations, got.iterations);
    EXPECT_EQ(wanted.still, got.still);
    EXPECT_EQ(wanted.centroids, got.centroids);
    EXPECT_TRUE(wanted.inertia == got.inertia);
    wanted.sums.changed() = got.sums.changed() = 0;  // may be left out
    EXPECT_TRUE(std::ranges::equal(wanted.sums.values(), got.sums.values()));
  }

  ThreadPool threads_{1};
  std::unique_ptr<Device> emulated_ = cuda::make_emulated_device(), oracle_ = make_oracle_device();
};

TEST_P(Batches, AreTheDefinition) {
  for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
    for (const bool weighted : {false, true}) {
      for (const std::int64_t d : {1, 3, 16, 17}) expect_definition({157, d, 9, scalar, weighted, Pattern::uniform});
      expect_definition({600, 2, 20, scalar, weighted, Pattern::uniform});
    }
    expect_definition({31, 2, 31, scalar, false, Pattern::uniform});
    expect_definition({1, 2, 1, scalar, false, Pattern::uniform});
    for (const Pattern pattern :
         {Pattern::grid, Pattern::equal, Pattern::scales, Pattern::near_ties, Pattern::offset}) {
      expect_definition({97, 3, 7, scalar, pattern == Pattern::grid, pattern});
    }
  }
}

/// A sanitizer reports what the lines do, in one order as in another.
std::vector<Order> orders() {
  if (k_sanitized) return {{EmulatedOrder::random, 1}};
  return {{EmulatedOrder::fifo, 0}, {EmulatedOrder::lifo, 0}, {EmulatedOrder::random, 1}, {EmulatedOrder::random, 2}};
}

INSTANTIATE_TEST_SUITE_P(Orders, Batches, testing::ValuesIn(orders()));

}  // namespace
}  // namespace shoal::test

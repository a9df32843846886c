#include "cluster/kmeans/seeding.hpp"

#include <cmath>
#include <set>

#include "fixture.hpp"

namespace shoal::test {
namespace {

using namespace shoal::kmeans;

/// A problem and what it refers to, in the order in which one needs the other.
struct Seeds {
  explicit Seeds(Matrix<double> v, std::vector<double> w = {}) : values(std::move(v)), weights(std::move(w)) {}

  Bench bench;
  Matrix<double> values;
  std::vector<double> weights;
  std::unique_ptr<Points> points = bench.upload(values);
  Problem problem = make_problem(bench.context, *points, KMeansOptions(), weights);
};

TEST(DrawBelow, SpreadsOverTheWholeRange) {
  const Int128 total = (Int128{1} << 83) + 12345;
  EXPECT_EQ(draw_below(total, 0) == 0, true);
  EXPECT_EQ(draw_below(total, ~std::uint64_t{0}) < total, true);
  EXPECT_EQ(draw_below(total, ~std::uint64_t{0}) > total - (Int128{1} << 20), true);
  EXPECT_EQ(draw_below(1, ~std::uint64_t{0}) == 0, true);
  EXPECT_EQ(draw_below(10, std::uint64_t{1} << 63) == 5, true);
}

// Pearson's chi-square of counts against shares, beyond which one draw in 10^6 falls for 4 degrees of freedom: 33.4
// (scipy.stats.chi2.isf(1e-6, 4), SciPy 1.17.1).
constexpr double k_chi_square_4 = 33.38;

double chi_square(const std::vector<double>& counts, const std::vector<double>& shares, double draws) {
  double sum = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (shares[i] == 0.0) {
      EXPECT_EQ(counts[i], 0.0);
      continue;
    }
    const double expected = draws * shares[i];
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  return sum;
}

TEST(FirstRow, IsDrawnByWeight) {
  constexpr int draws = 20000;
  Seeds seeds(matrix<double>(1, {1, 2, 3, 4, 5, 6}), {1, 0, 3, 2, 2.5, 1.5});
  std::vector<double> counts(6), shares = {0.1, 0, 0.3, 0.2, 0.25, 0.15};
  for (int s = 0; s < draws; ++s)
    ++counts[static_cast<std::size_t>(first_row(seeds.problem, static_cast<std::uint64_t>(s)))];
  EXPECT_LT(chi_square(counts, shares, draws), k_chi_square_4);
}

// k = 1 to 2 draws two candidates; the law of the better of two independent draws by squared distance follows from the
// inertia that each leaves.
TEST(PlusPlus, DrawsBySquaredDistanceAndTakesTheBetterOfTwo) {
  constexpr int draws = 20000;
  const std::vector<double> x = {0, 1, 2, 4, 7, 9};
  Seeds seeds(matrix<double>(1, x));
  std::vector<double> counts(6), shares(6);
  double total = 0;
  for (const double value : x) total += value * value;
  const auto left = [&](std::size_t pick) {
    double sum = 0;
    for (const double value : x) sum += std::min(value * value, (value - x[pick]) * (value - x[pick]));
    return sum;
  };
  for (std::size_t a = 0; a < 6; ++a) {
    for (std::size_t b = 0; b < 6; ++b) {
      shares[left(b) < left(a) ? b : a] += x[a] * x[a] * x[b] * x[b] / (total * total);
    }
  }
  int from_zero = 0;
  for (int s = 0; s < 6 * draws; ++s) {
    const auto rows = plus_plus(seeds.bench.context, seeds.problem, 2, static_cast<std::uint64_t>(s));
    ASSERT_EQ(rows.size(), 2U);
    if (rows[0] != 0) continue;
    ++from_zero;
    ++counts[static_cast<std::size_t>(rows[1])];
  }
  EXPECT_LT(chi_square(counts, shares, from_zero), k_chi_square_4);
}

TEST(Seeding, PicksDistinctRows) {
  Seeds seeds(blobs<double>(50, 2, 50));
  for (std::uint64_t s = 0; s < 20; ++s) {
    for (const std::int64_t k : {1, 2, 17, 50}) {
      for (const auto& rows : {plus_plus(seeds.bench.context, seeds.problem, k, s),
                               scalable(seeds.bench.context, seeds.problem, k, s), random_rows(seeds.problem, k, s)}) {
        EXPECT_EQ(std::set<std::int64_t>(rows.begin(), rows.end()).size(), static_cast<std::size_t>(k));
      }
    }
  }
}

TEST(RandomRows, ComeFromEverywhere) {
  Seeds seeds(blobs<double>(5, 2, 5));
  std::vector<double> counts(5);
  constexpr int draws = 10000;
  for (int s = 0; s < draws; ++s) {
    for (const auto row : random_rows(seeds.problem, 2, static_cast<std::uint64_t>(s)))
      ++counts[static_cast<std::size_t>(row)];
  }
  // Pairs without repetition vary less than independent draws: the bound holds all the more.
  EXPECT_LT(chi_square(counts, std::vector<double>(5, 0.2), 2 * draws), k_chi_square_4);
}

Start start_of(const Context& context, const Problem& problem, const KMeansOptions& options, int restart) {
  return run_start(context, {&problem, &options, context.seed, restart});
}

TEST(Starts, AreFunctionsOfSeedAndNumberAlone) {
  Seeds seeds(blobs<double>(80, 2, 80));
  const KMeansOptions options{.k = 6, .initial = {}};
  const auto once = start_of(seeds.bench.context, seeds.problem, options, 3);
  start_of(seeds.bench.context, seeds.problem, options, 0);
  const auto again = start_of(seeds.bench.context, seeds.problem, options, 3);
  EXPECT_EQ(once.centroids, again.centroids);
  const auto other = start_of(seeds.bench.context.with_seed(43), seeds.problem, options, 3);
  EXPECT_NE(once.inertia_trace, other.inertia_trace);
  EXPECT_NE(once.inertia_trace, start_of(seeds.bench.context, seeds.problem, options, 4).inertia_trace);
}

TEST(Starts, LowerTheInertiaWithEveryUpdate) {
  Seeds seeds(blobs<double>(200, 3, 200));
  for (int restart = 0; restart < 10; ++restart) {
    const auto start =
        start_of(seeds.bench.context, seeds.problem, {.k = 9, .init = KMeansInit::random, .initial = {}}, restart);
    ASSERT_EQ(static_cast<std::int64_t>(start.inertia_trace.size()), start.iterations + 1);
    for (std::size_t i = 1; i < start.inertia_trace.size(); ++i) {
      EXPECT_LE(start.inertia_trace[i], start.inertia_trace[i - 1]);
    }
  }
}

TEST(Recombining, NeverMakesABestStartWorse) {
  Seeds seeds(blobs<double>(300, 2, 300));
  const KMeansOptions options{.k = 12, .init = KMeansInit::random, .restarts = 5, .initial = {}};
  for (std::uint64_t s = 0; s < 10; ++s) {
    const auto context = seeds.bench.context.with_seed(s);
    std::vector<Start> starts;
    for (int r = 0; r < 5; ++r) starts.push_back(start_of(context, seeds.problem, options, r));
    const auto best = best_start(starts);
    const auto better = recombine(context, seeds.problem, options, starts);
    EXPECT_EQ(better.inertia <= best.inertia, true);
    EXPECT_EQ(better.centroids.rows(), 12);
  }
}

}  // namespace
}  // namespace shoal::test

// Greedy k-means++ by its definition: what every device's own way of running it must equal.
#include <algorithm>
#include <cmath>

#include "shoal/kmeans_loops.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

/// The steps of one run on a state of its own.
class Greedy {
 public:
  Greedy(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, SeedRun& run)
      : rows_(rows), run_(run), masses_(passes, threads, rows, *run.terms) {}

  void take_all() {
    run_.ended = true;
    if (missing() <= 0) return;
    Int128 mass = 0;
    if (run_.given.rows > 0) mass = masses_.choose(run_.given);
    if (!run_.rows.empty()) mass = masses_.choose(rows_.gather(run_.rows).view());
    while (mass > 0) {
      run_.rows.push_back(next(mass));
      if (missing() == 0) return;
      mass = masses_.choose(rows_.gather({&run_.rows.back(), 1}).view());
    }
  }

 private:
  std::int64_t taken() const { return run_.given.rows + std::ssize(run_.rows); }
  std::int64_t missing() const { return run_.k - taken(); }

  std::int64_t next(Int128 mass) {
    const auto draws = static_cast<std::size_t>(seed_draws(run_.k));
    std::vector<Int128> targets, masses(draws);
    std::vector<std::int64_t> drawn(draws);
    for (std::uint32_t lane = 0; lane < draws; ++lane) {
      const auto index = static_cast<std::uint64_t>(taken());
      targets.push_back(draw_below(mass, random_bits(run_.seed, Purpose::candidate, index, lane)));
    }
    masses_.rows_at(targets, drawn);
    masses_.try_out(rows_.gather(drawn).view(), masses);
    return drawn[static_cast<std::size_t>(std::min_element(masses.begin(), masses.end()) - masses.begin())];
  }

  const Rows& rows_;
  SeedRun& run_;
  SeedMasses masses_;
};

}  // namespace

SeedMasses::SeedMasses(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, const FitTerms& terms)
    : passes_(passes),
      threads_(threads),
      rows_(rows),
      state_(passes.begin_fit(threads, rows.local(), terms.weights, terms.quantisation)) {}

Int128 SeedMasses::choose(MatrixView<const double> centroids) {
  threads_.check();
  passes_.min_update(threads_, rows_.local(), *state_, centroids, {nullptr, 0, rows_.local().cols()}, {&own_, 1});
  if (rows_.ranks().alone()) return own_;
  before_ = 0;
  Int128 all = 0;
  int rank = 0;
  for (const Int128 mass : gather<Int128>(rows_.ranks(), {&own_, 1})) {
    if (rank++ < rows_.ranks().rank()) before_ += mass;
    all += mass;
  }
  return all;
}

void SeedMasses::try_out(MatrixView<const double> candidates, std::span<Int128> masses) {
  passes_.min_update(threads_, rows_.local(), *state_, {nullptr, 0, rows_.local().cols()}, candidates, masses);
  rows_.ranks().sum(masses);
}

void SeedMasses::rows_at(std::span<const Int128> targets, std::span<std::int64_t> out) {
  if (rows_.ranks().alone()) return passes_.rows_at_mass(threads_, rows_.local(), *state_, targets, out);
  std::vector<Int128> here;
  for (const Int128 target : targets) {
    if (target >= before_ && target < before_ + own_) here.push_back(target - before_);
  }
  std::vector<std::int64_t> found(here.size());
  if (!here.empty()) passes_.rows_at_mass(threads_, rows_.local(), *state_, here, found);
  auto next = found.begin();
  for (std::size_t i = 0; i < targets.size(); ++i) {
    out[i] = targets[i] >= before_ && targets[i] < before_ + own_ ? rows_.offset() + *next++ : -1;
  }
  rows_.share(out);
}

std::int64_t seed_draws(std::int64_t k) {
  return 2 + static_cast<std::int64_t>(std::floor(std::log(static_cast<double>(k))));
}

void run_plus_plus(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<SeedRun> runs) {
  if (rows.ranks().alone()) passes.plus_plus_runs(threads, rows.local(), runs);
  plus_plus_by_passes(passes, threads, rows, runs);
}

void plus_plus_by_passes(KMeansPasses& passes, ThreadPool& threads, const Rows& rows, std::span<SeedRun> runs) {
  const auto take = [&](SeedRun& run) {
    if (!run.ended) Greedy(passes, threads, rows, run).take_all();
  };
  if (!rows.ranks().alone()) return static_cast<void>(std::ranges::for_each(runs, take));
  threads.run(std::ssize(runs), [&](std::int64_t i, int) { take(runs[static_cast<std::size_t>(i)]); });
}

}  // namespace shoal

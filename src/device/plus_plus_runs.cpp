// Greedy k-means++ by its definition: what every device's own way of running it must equal.
#include <algorithm>
#include <cmath>

#include "shoal/device.hpp"
#include "shoal/random.hpp"

namespace shoal {
namespace {

/// The steps of one run on a state of its own.
class Greedy {
 public:
  Greedy(Device& device, ThreadPool& threads, const Points& x, SeedRun& run)
      : device_(device),
        threads_(threads),
        x_(x),
        run_(run),
        state_(device.begin_fit(threads, x, run.terms->weights, run.terms->quantisation)) {}

  void take_all() {
    if (missing() <= 0) return;
    Int128 mass = 0;
    if (run_.given.rows > 0) mass = lower(run_.given);
    if (!run_.rows.empty()) mass = lower(gather_rows(x_, run_.rows).view());
    while (mass > 0) {
      run_.rows.push_back(next(mass));
      if (missing() == 0) return;
      mass = lower(gather_rows(x_, {&run_.rows.back(), 1}).view());
    }
  }

 private:
  std::int64_t taken() const { return run_.given.rows + std::ssize(run_.rows); }
  std::int64_t missing() const { return run_.k - taken(); }

  /// The mass of all rows after `fresh` centroids.
  Int128 lower(MatrixView<const double> fresh) {
    threads_.check();
    Int128 mass = 0;
    device_.min_update(threads_, x_, *state_, fresh, {nullptr, 0, x_.cols()}, {&mass, 1});
    return mass;
  }

  std::int64_t next(Int128 mass) {
    const auto draws = static_cast<std::size_t>(seed_draws(run_.k));
    std::vector<Int128> targets, masses(draws);
    std::vector<std::int64_t> drawn(draws);
    for (std::uint32_t lane = 0; lane < draws; ++lane) {
      const auto index = static_cast<std::uint64_t>(taken());
      targets.push_back(draw_below(mass, random_bits(run_.seed, Purpose::candidate, index, lane)));
    }
    device_.rows_at_mass(threads_, x_, *state_, targets, drawn);
    device_.min_update(threads_, x_, *state_, {nullptr, 0, x_.cols()}, gather_rows(x_, drawn).view(), masses);
    return drawn[static_cast<std::size_t>(std::min_element(masses.begin(), masses.end()) - masses.begin())];
  }

  Device& device_;
  ThreadPool& threads_;
  const Points& x_;
  SeedRun& run_;
  std::unique_ptr<KMeansState> state_;
};

}  // namespace

std::int64_t seed_draws(std::int64_t k) {
  return 2 + static_cast<std::int64_t>(std::floor(std::log(static_cast<double>(k))));
}

void Device::plus_plus_runs(ThreadPool& threads, const Points& x, std::span<SeedRun> runs) {
  threads.run(std::ssize(runs),
              [&](std::int64_t i, int) { Greedy(*this, threads, x, runs[static_cast<std::size_t>(i)]).take_all(); });
}

}  // namespace shoal

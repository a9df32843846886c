// The passes of the CPU device on one thread, at the shapes that the peers are compared at. Time is processor time:
// other work on the machine disturbs it least. `GFLOP/s` counts two operations per value and centroid in the form that
// libraries multiply matrices in (x c), so it can be compared with theirs whatever the pass really does. `GB/s` counts
// what a pass must read and write once. bench/micro/table.py sets both against the ceilings of the same run.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "pass_setup.hpp"

namespace {

using shoal::MatrixView;

/// On the best SIMD target of this processor.
struct Setup : shoal::bench::PassSetup {
  Setup(std::int64_t n, std::int64_t d, std::int64_t k) : PassSetup("cpu", n, d, k) {}
};

void count(benchmark::State& bench, double values, double bytes) {
  const auto runs = static_cast<double>(bench.iterations());
  if (values > 0.0) bench.counters["GFLOP/s"] = benchmark::Counter(2e-9 * values * runs, benchmark::Counter::kIsRate);
  bench.counters["GB/s"] = benchmark::Counter(1e-9 * bytes * runs, benchmark::Counter::kIsRate);
}

constexpr int k_passes_of_a_fit = 20;

/// Passes of fits of 20 iterations, the centroids moved between them.
void lloyd_step(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1), k = bench.range(2);
  Setup setup(n, d, k);
  int pass = 0;
  for (auto _ : bench) {
    if (pass++ % k_passes_of_a_fit == 0) {
      bench.PauseTiming();
      setup.begin();
      bench.ResumeTiming();
    }
    setup.iterate();
  }
  count(bench, static_cast<double>(n * d * k), static_cast<double>(n * (d + 1)) * sizeof(float));
}
BENCHMARK(lloyd_step)
    ->Args({1'000'000, 2, 50})
    ->Args({1'000'000, 3, 8})
    ->Args({1'000'000, 8, 10})
    ->Args({1'000'000, 8, 100})
    ->Args({500'000, 16, 64})
    ->Args({500'000, 32, 100})
    ->Args({100'000, 64, 1000})
    ->Args({200'000, 128, 256})
    ->Args({50'000, 784, 100})
    ->Args({4'338, 3, 5})
    ->Unit(benchmark::kMillisecond);

/// Nearest and second nearest centroid, as predict asks for them.
void assign_with_margin(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1), k = bench.range(2);
  Setup setup(n, d, k);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  std::vector<double> sq(labels.size()), second(labels.size());
  for (auto _ : bench) {
    setup.device->assign(setup.threads, *setup.x, setup.centroids.view(), {0, n}, {labels, sq, second});
  }
  count(bench, static_cast<double>(n * d * k), static_cast<double>(n * d) * sizeof(float));
}
BENCHMARK(assign_with_margin)->Args({1'000'000, 8, 10})->Args({100'000, 64, 100})->Unit(benchmark::kMillisecond);

/// One step of greedy k-means++: lower by one centroid, then weigh the candidates.
void seeding_step(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1), m = bench.range(2);
  Setup setup(n, d, m + 1);
  for (auto _ : bench) setup.seed();
  count(bench, static_cast<double>(n * d * (m + 1)), static_cast<double>(2 * n * d) * sizeof(float));
}
BENCHMARK(seeding_step)->Args({500'000, 8, 6})->Args({4'338, 3, 3})->Unit(benchmark::kMillisecond);

void silhouette_sums(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1), k = bench.range(2);
  Setup setup(n, d, k);
  std::vector<std::int32_t> labels(static_cast<std::size_t>(n));
  setup.device->assign(setup.threads, *setup.x, setup.centroids.view(), {0, n}, {labels, {}, {}});
  std::vector<double> own(labels.size()), nearest(labels.size());
  for (auto _ : bench) {
    setup.device->labels().silhouette_sums(setup.threads, *setup.x, labels, k, own, nearest);
  }
  const double pairs = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(bench.iterations());
  bench.counters["ns/pair"] =
      benchmark::Counter(1e-9 * pairs, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(silhouette_sums)
    ->Args({50'000, 8, 10})
    ->Args({4'338, 3, 5})
    ->Args({20'000, 64, 10})
    ->Unit(benchmark::kMillisecond);

/// How many rows are within 1: all pairs are compared, whatever the distance.
void range_count(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1);
  Setup setup(n, d, 1);
  std::vector<std::int64_t> counts(static_cast<std::size_t>(n));
  for (auto _ : bench) setup.device->neighbours().range_count(setup.threads, *setup.x, 1.0, {0, n}, counts);
  count(bench, static_cast<double>(n) * static_cast<double>(n * d), static_cast<double>(n * d) * sizeof(float));
}
BENCHMARK(range_count)->Args({20'000, 3})->Args({20'000, 8})->Args({5'000, 64})->Unit(benchmark::kMillisecond);

void upload(benchmark::State& bench) {
  Setup setup(bench.range(0), bench.range(1), 1);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(setup.device->upload(setup.threads, MatrixView<const float>(setup.points.view())));
  }
  count(bench, 0.0, static_cast<double>(bench.range(0) * bench.range(1)) * sizeof(float));
}
BENCHMARK(upload)->Args({1'000'000, 8})->Args({50'000, 784})->Unit(benchmark::kMillisecond);

}  // namespace

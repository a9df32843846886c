// The passes of the CPU device on one thread, at the shapes that the peers are compared at. Time is processor time:
// other work on the machine disturbs it least. `GFLOP/s` counts two operations per value and centroid in the form that
// libraries multiply matrices in (x c), so it can be compared with theirs whatever the pass really does.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <string>

#include "shoal/device.hpp"

namespace {

using shoal::Int128;
using shoal::MatrixView;

/// Normal values: no clusters, so that a fit does not converge early and the passes are the usual ones.
shoal::Matrix<float> normal_points(std::int64_t n, std::int64_t d) {
  std::mt19937_64 random(20);
  std::normal_distribution<float> normal;
  shoal::Matrix<float> points(n, d);
  for (float& value : points.values()) value = normal(random);
  return points;
}

shoal::Matrix<double> first_rows(const shoal::Matrix<float>& points, std::int64_t k) {
  shoal::Matrix<double> rows(k, points.cols());
  for (std::int64_t i = 0; i < k * points.cols(); ++i) rows.values()[i] = points.values()[i];
  return rows;
}

/// One uploaded data set and a fit on it.
struct Setup {
  Setup(std::int64_t n, std::int64_t d, std::int64_t k)
      : threads(1), device(shoal::make_device("cpu")), points(normal_points(n, d)), centroids(first_rows(points, k)) {
    x = device->upload(threads, MatrixView<const float>(points.view()));
    quantisation = shoal::make_quantisation(device->column_stats(threads, *x, {}), shoal::Scalar::f32, false);
    begin();
  }

  void begin() {
    state = device->begin_fit(threads, *x, {}, quantisation);
    centroids = first_rows(points, centroids.rows());
  }

  void move_centroids(shoal::LloydSums& sums) {
    for (std::int64_t c = 0; c < sums.k(); ++c) {
      if (sums.count(c) == 0) continue;
      for (std::int64_t j = 0; j < sums.d(); ++j) {
        centroids(c, j) = shoal::quantised_mean<float>(sums.total(c, j), sums.weight(c),
                                                       quantisation.value_exponent[static_cast<std::size_t>(j)], 0);
      }
    }
  }

  shoal::ThreadPool threads;
  std::unique_ptr<shoal::Device> device;
  shoal::Matrix<float> points;
  shoal::Matrix<double> centroids;
  std::unique_ptr<shoal::Points> x;
  shoal::Quantisation quantisation;
  std::unique_ptr<shoal::FitState> state;
};

void count(benchmark::State& bench, double values, double bytes) {
  const auto runs = static_cast<double>(bench.iterations());
  bench.counters["GFLOP/s"] = benchmark::Counter(2e-9 * values * runs, benchmark::Counter::kIsRate);
  bench.counters["GB/s"] = benchmark::Counter(1e-9 * bytes * runs, benchmark::Counter::kIsRate);
}

constexpr int k_passes_of_a_fit = 20;

/// Passes of fits of 20 iterations, the centroids moved between them.
void lloyd_step(benchmark::State& bench) {
  const std::int64_t n = bench.range(0), d = bench.range(1), k = bench.range(2);
  Setup setup(n, d, k);
  shoal::LloydSums sums(k, d);
  int pass = 0;
  for (auto _ : bench) {
    if (pass++ % k_passes_of_a_fit == 0) {
      bench.PauseTiming();
      setup.begin();
      bench.ResumeTiming();
    }
    sums.clear();
    setup.device->lloyd_step(setup.threads, *setup.x, *setup.state, setup.centroids.view(), {0, n}, sums);
    setup.move_centroids(sums);
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
  const MatrixView<const double> rows = setup.centroids.view();
  const MatrixView<const double> chosen{rows.data, 1, d}, candidates{rows.row(1), m, d};
  Int128 mass = 0;
  std::vector<Int128> masses(static_cast<std::size_t>(m));
  std::vector<std::int64_t> drawn(static_cast<std::size_t>(m));
  for (auto _ : bench) {
    setup.device->min_update(setup.threads, *setup.x, *setup.state, chosen, {}, {&mass, 1});
    for (std::int64_t c = 0; c < m; ++c) masses[static_cast<std::size_t>(c)] = mass * c / m;
    setup.device->rows_at_mass(setup.threads, *setup.x, *setup.state, masses, drawn);
    setup.device->min_update(setup.threads, *setup.x, *setup.state, {}, candidates, masses);
  }
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
    setup.device->silhouette_sums(setup.threads, *setup.x, labels, k, own, nearest);
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

void upload(benchmark::State& bench) {
  Setup setup(bench.range(0), bench.range(1), 1);
  for (auto _ : bench) {
    benchmark::DoNotOptimize(setup.device->upload(setup.threads, MatrixView<const float>(setup.points.view())));
  }
  count(bench, 0.0, static_cast<double>(bench.range(0) * bench.range(1)) * 2 * sizeof(float));
}
BENCHMARK(upload)->Args({1'000'000, 8})->Args({50'000, 784})->Unit(benchmark::kMillisecond);

void column_stats(benchmark::State& bench) {
  Setup setup(bench.range(0), bench.range(1), 1);
  for (auto _ : bench) benchmark::DoNotOptimize(setup.device->column_stats(setup.threads, *setup.x, {}));
  count(bench, 0.0, static_cast<double>(bench.range(0) * bench.range(1)) * sizeof(float));
}
BENCHMARK(column_stats)->Args({1'000'000, 8})->Unit(benchmark::kMillisecond);

}  // namespace

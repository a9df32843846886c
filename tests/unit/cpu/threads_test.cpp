// Passes that are large enough to be cut into tasks: the same bits on any number of threads.
#include <gtest/gtest.h>

#include <random>

#include "cpu/cpu_device.hpp"
#include "cpu/points/row_tasks.hpp"
#include "shoal/kmeans_passes.hpp"
#include "shoal/label_passes.hpp"

namespace shoal {
namespace {

/// All that the passes of a short fit compute.
struct Outcome {
  std::vector<Int128> sums, masses;
  std::vector<std::int64_t> drawn;
  std::vector<std::int32_t> labels;
  std::vector<double> sq, mean_own, mean_nearest;
  bool operator==(const Outcome&) const = default;
};

Matrix<double> first_rows(const Matrix<float>& points, std::int64_t k) {
  Matrix<double> rows(k, points.cols());
  std::copy_n(points.values().begin(), k * points.cols(), rows.values().begin());
  return rows;
}

void seed(Device& device, ThreadPool& threads, const Points& x, KMeansState& state, MatrixView<const double> centroids,
          Outcome& outcome) {
  const std::int64_t d = x.cols();
  Int128 mass = 0;
  device.kmeans().min_update(threads, x, state, {centroids.data, 1, d}, {}, {&mass, 1});
  const std::vector<Int128> targets{mass - 1, 0, mass / 3, mass / 2};
  outcome.drawn.resize(targets.size());
  device.kmeans().rows_at_mass(threads, x, state, targets, outcome.drawn);
  outcome.masses.resize(3);
  device.kmeans().min_update(threads, x, state, {}, {centroids.row(1), 3, d}, outcome.masses);
}

Outcome run(const Matrix<float>& points, int thread_count) {
  constexpr std::int64_t k_clusters = 9;
  ThreadPool threads(thread_count);
  const auto device = cpu::make_cpu_device("");
  const auto x = device->upload(threads, MatrixView<const float>(points.view()));
  const Quantisation quantisation = make_quantisation(device->column_stats(threads, *x, {}), Scalar::f32, false);
  const auto state = device->kmeans().begin_fit(threads, *x, {}, quantisation);
  Matrix<double> centroids = first_rows(points, k_clusters);
  Outcome outcome;
  seed(*device, threads, *x, *state, centroids.view(), outcome);
  ClusterSums sums(k_clusters, points.cols());
  for (int pass = 0; pass < 3; ++pass) {
    centroids(pass, 0) += 0.25;
    device->kmeans().lloyd_step(threads, *x, *state, centroids.view(), {0, points.rows()}, sums);
  }
  outcome.sums.assign(sums.values().begin(), sums.values().end());
  outcome.labels.resize(static_cast<std::size_t>(points.rows()));
  outcome.sq.resize(outcome.labels.size());
  device->assign(threads, *x, centroids.view(), {0, points.rows()}, {outcome.labels, outcome.sq, {}});
  return outcome;
}

Matrix<float> random_points(std::int64_t n, std::int64_t d) {
  std::mt19937_64 random(11);
  std::normal_distribution<float> normal;
  Matrix<float> points(n, d);
  for (float& value : points.values()) value = normal(random);
  return points;
}

TEST(CpuThreads, GiveTheSameBits) {
  for (const std::int64_t d : {3, 24}) {
    const Matrix<float> points = random_points(150'000, d);
    const Outcome one = run(points, 1);
    EXPECT_EQ(run(points, 2), one) << "d = " << d;
    EXPECT_EQ(run(points, 7), one) << "d = " << d;
  }
}

TEST(CpuThreads, GiveTheSameSilhouettes) {
  const Matrix<float> points = random_points(3'001, 5);
  std::vector<std::int32_t> labels;
  for (std::int32_t i = 0; i < 3'001; ++i) labels.push_back(i % 11 - 1);
  const auto device = cpu::make_cpu_device("");
  std::vector<std::vector<double>> results;
  for (const int count : {1, 2, 7}) {
    ThreadPool threads(count);
    const auto x = device->upload(threads, MatrixView<const float>(points.view()));
    std::vector<double> own(labels.size()), nearest(labels.size());
    device->labels().silhouette_sums(threads, *x, labels, 10, own, nearest);
    own.insert(own.end(), nearest.begin(), nearest.end());
    results.push_back(own);
  }
  EXPECT_EQ(results[1], results[0]);
  EXPECT_EQ(results[2], results[0]);
}

TEST(CpuThreads, TasksCoverEveryRowOnce) {
  ThreadPool threads(3);
  for (const std::int64_t work : {1, 100, 1'000'000}) {
    for (const RowRange rows :
         {RowRange{0, 300'000}, RowRange{1, 2}, RowRange{1'023, 1'025}, RowRange{5, 5}, RowRange{70'001, 299'999}}) {
      std::vector<int> seen(300'000, 0);
      cpu::for_row_steps(threads, rows, work, [&](const cpu::RowStep& step, int) {
        EXPECT_LE(step.blocks * cpu::k_block_rows, cpu::k_step_rows);
        EXPECT_EQ(step.first_row % cpu::k_block_rows, 0);
        for (std::int64_t i = step.begin; i < step.end; ++i) ++seen[static_cast<std::size_t>(i)];
      });
      for (std::int64_t i = 0; i < 300'000; ++i) {
        ASSERT_EQ(seen[static_cast<std::size_t>(i)], i >= rows.begin && i < rows.end ? 1 : 0) << "row " << i;
      }
    }
  }
}

}  // namespace
}  // namespace shoal

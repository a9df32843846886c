// Passes that keep numbers by row: rows that change their cluster, and the masses of k-means++, beyond the 2^31st row.
#include <cmath>

#include "cuda/kmeans/label_moves.cuh"
#include "cuda/kmeans/min_update.cuh"
#include "cuda/runtime/launch.hpp"
#include "far_rows.hpp"
#include "shoal/device.hpp"

namespace shoal::test {
namespace {

constexpr int k_clusters = 5;

/// The passes over `range` as lloyd_pass.cu launches them; the sums.
std::vector<Int128> moved_sums(const cuda::Strided<float>& x, RowRange range, const double* weights,
                               std::int32_t* labels) {
  const cuda::Stream stream;
  const cuda::SumsLayout layout{k_clusters, x.cols};
  std::vector<std::int32_t> fresh_labels;
  std::vector<double> distances;
  for (std::int64_t i = 0; i < k_some; ++i) {
    fresh_labels.push_back(static_cast<std::int32_t>(i * i % k_clusters));
    distances.push_back(some_value(i, 99) + 1);
  }
  const auto fresh = on_device(stream, fresh_labels);
  const auto sq = on_device(stream, distances);
  const auto scales = on_device(stream, std::vector<double>(static_cast<std::size_t>(x.cols), 0x1p38));
  const cuda::Buffer<unsigned> counts(k_clusters), total(1), rows(2 * k_some);
  const cuda::Buffer<std::int32_t> clusters(2 * k_some);
  const cuda::Buffer<cuda::WideSum> sums(layout.size());
  cuda::fill_bytes(stream, counts.data(), 0, counts.size());
  cuda::fill_bytes(stream, sums.data(), 0, sums.size());
  const cuda::Relabelling pass{range.begin, range.end - range.begin, fresh.data(), labels, sq.data(), weights, 0x1p40,
                               false};
  const cuda::Moves moves{counts.data(), total.data(), rows.data(), clusters.data()};
  const std::size_t shared = k_clusters * sizeof(unsigned);
  const dim3 threads(cuda::k_move_threads);
  cuda::launch("count_moves", cuda::count_moves, {dim3(1), threads, shared}, stream, pass, moves, k_clusters,
               sums.data() + layout.inertia(), sums.data() + layout.changed());
  cuda::launch("place_moves", cuda::place_moves, {dim3(1), threads}, stream, moves, k_clusters);
  cuda::launch("scatter_moves", cuda::scatter_moves, {dim3(1), threads, 2 * shared}, stream, pass, moves, k_clusters);
  cuda::launch("add_moves", cuda::add_moves<float>, {dim3(2), threads}, stream, x, std::int64_t{0}, range.begin, moves,
               cuda::RowQuantiser{scales.data(), weights, 0x1p30}, k_clusters, 8, sums.data());
  std::vector<Int128> numbers;
  for (const cuda::WideSum& sum : on_host(stream, sums)) numbers.push_back(sum.value());
  return numbers;
}

struct ByRow {
  SparseArray<double> weights;
  SparseArray<std::int32_t> labels;

  ByRow(std::int64_t rows, std::int64_t first) : weights(rows), labels(rows) {
    for (std::int64_t i = 0; i < k_some; ++i) {
      weights.data()[first + i] = static_cast<double>(1 + i % 7) / 8;
      labels.data()[first + i] = static_cast<std::int32_t>(i % k_clusters);
    }
  }
};

TEST(LargeMoves, OfRowsThatChangeTheirCluster) {
  const FarRows<float> rows(18, Layout::by_row);
  const ByRow near(k_some, 0), far(k_rows, k_first);
  const auto wanted = moved_sums(rows.near(), {0, k_some}, near.weights.data(), near.labels.data());
  const auto got = moved_sums(rows.far(), {k_first, k_rows}, far.weights.data(), far.labels.data());
  EXPECT_TRUE(wanted == got);
  EXPECT_GT(wanted.back(), 0);  // labels that changed
  EXPECT_EQ(near.labels.part(0, k_some), far.labels.part(k_first, k_some));
  EXPECT_EQ(far.labels.part(k_first - 5, 5), std::vector<std::int32_t>(5));
}

/// Both kernels of a k-means++ step; masses of the chosen centroid, then of the candidates.
std::vector<Int128> masses(const cuda::Strided<double>& x, RowRange range, const double* weights, double* nearest) {
  const cuda::Stream stream;
  std::vector<double> values;
  for (std::int64_t i = 0; i < 4 * x.cols; ++i) values.push_back(some_value(2000, i));
  const auto centroids = on_device(stream, values);
  const cuda::Buffer<cuda::WideSum> sums(4);
  const cuda::Buffer<unsigned long long> of_block(1);
  cuda::fill_bytes(stream, sums.data(), 0, sums.size());
  const cuda::MassRows<double> rows{x, 0, range.begin, range.end, weights, 0x1p40};
  const cuda::CentroidRows<double> chosen{centroids.data(), 1}, candidates{centroids.data() + x.cols, 3};
  const cuda::LaunchShape shape{dim3(1), dim3(cuda::k_mass_threads)};
  cuda::launch("lower_nearest", cuda::lower_nearest<double, double>, shape, stream, rows, chosen,
               static_cast<const double*>(nullptr), nearest, sums.data(), of_block.data());
  cuda::launch("candidate_masses", cuda::candidate_masses<double, double>, shape, stream, rows, candidates, nearest,
               sums.data() + 1);
  std::vector<Int128> numbers;
  for (const cuda::WideSum& sum : on_host(stream, sums)) numbers.push_back(sum.value());
  return numbers;
}

/// The rows at some masses, when each block of rows before the last weighs 1.
std::vector<std::int64_t> rows_at(const double* nearest, std::int64_t n, const double* weights, Int128 total) {
  const cuda::Stream stream;
  const std::int64_t blocks = (n + cuda::k_mass_rows - 1) / cuda::k_mass_rows;
  std::vector<Int128> before, targets;
  for (std::int64_t b = 0; b < blocks; ++b) before.push_back(b);
  for (int i = 0; i < 9; ++i) targets.push_back(blocks - 1 + total * i / 9);
  const auto own_before = on_device(stream, before), own_targets = on_device(stream, targets);
  const cuda::Buffer<std::int64_t> rows(9);
  cuda::launch("rows_at_mass", cuda::rows_at_mass<double>, {dim3(9), dim3(cuda::k_mass_threads)}, stream, nearest, n,
               weights, 0x1p40, own_before.data(), blocks, own_targets.data(), rows.data());
  return on_host(stream, rows);
}

TEST(LargeMoves, MassesAndTheRowsAtThem) {
  const FarRows<double> rows(5, Layout::by_column);
  const ByRow near(k_some, 0), far(k_rows, k_first);
  const SparseArray<double> nearest(k_some), far_nearest(k_rows);
  for (std::int64_t i = 0; i < k_some; ++i) far_nearest.data()[k_first + i] = nearest.data()[i] = INFINITY;
  const auto wanted = masses(rows.near(), {0, k_some}, near.weights.data(), nearest.data());
  EXPECT_TRUE(wanted == masses(rows.far(), {k_first, k_rows}, far.weights.data(), far_nearest.data()));
  EXPECT_EQ(nearest.part(0, k_some), far_nearest.part(k_first, k_some));
  const auto wanted_rows = rows_at(nearest.data(), k_some, near.weights.data(), wanted[0]);
  const auto got_rows = rows_at(far_nearest.data(), k_rows, far.weights.data(), wanted[0]);
  for (std::size_t i = 0; i < 9; ++i) EXPECT_EQ(k_first + wanted_rows[i], got_rows[i]);
  EXPECT_GT(wanted_rows[8], wanted_rows[0]);
}

}  // namespace
}  // namespace shoal::test

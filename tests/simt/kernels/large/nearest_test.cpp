// Nearest centroids of rows beyond the 2^31st: labels, distances, and the sums of a fused pass.
#include "cuda/nearest/nearest.hpp"
#include <algorithm>

#include "cuda/kmeans/lloyd_narrow.cuh"
#include "cuda/nearest/narrow_launch.hpp"
#include "cuda/points/cuda_points.hpp"
#include "cuda/runtime/launch.hpp"
#include "far_rows.hpp"

namespace shoal::test {
namespace {

Matrix<double> some_centroids(std::int64_t k, std::int64_t d) {
  Matrix<double> centroids(k, d);
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < d; ++j) centroids(c, j) = static_cast<float>(some_value(1000 + c, j));
  }
  return centroids;
}

struct Found {
  std::vector<std::int32_t> labels;
  std::vector<double> sq, second;
  bool operator==(const Found&) const = default;
};

/// Of rows `range` of all, where the rows of x begin at first_row.
template <class X>
Found nearest(const cuda::Strided<X>& x, std::int64_t first_row, RowRange range) {
  const cuda::Gpu gpu = cuda::find_gpu(0);
  const Matrix<X> few(2, x.cols);  // the search asks points for their type and width alone
  const cuda::CudaPoints points(gpu, HostView(few.view()), 0);
  cuda::NearestSearch search(gpu, points);
  const cuda::Stream stream;
  cuda::CentroidBuffers centroids;
  centroids.upload(stream, some_centroids(5, x.cols).view());
  const cuda::Buffer<std::int32_t> labels(k_some);
  const cuda::Buffer<double> sq(k_some), second(k_some);
  search(stream, cuda::Chunk<X>{first_row, x}, range, centroids, {labels.data(), sq.data(), second.data()});
  return {on_host(stream, labels), on_host(stream, sq), on_host(stream, second)};
}

template <class X>
void expect_same_nearest(std::int64_t d, Layout layout) {
  const FarRows<X> rows(d, layout);
  const Found wanted = nearest(rows.near(), 0, {0, k_some});
  EXPECT_EQ(wanted, nearest(rows.far(), 0, {k_first, k_rows}));
  const std::int64_t before = std::int64_t{1} << 33;
  EXPECT_EQ(wanted, nearest(rows.far(), before, {before + k_first, before + k_rows}));
  EXPECT_GT(std::ranges::max(wanted.labels), std::ranges::min(wanted.labels));
}

TEST(LargeNearest, OfNarrowFloats) { expect_same_nearest<float>(3, Layout::by_column); }
TEST(LargeNearest, OfWideFloats) { expect_same_nearest<float>(18, Layout::by_row); }
TEST(LargeNearest, OfNarrowDoubles) { expect_same_nearest<double>(3, Layout::by_column); }
TEST(LargeNearest, OfWideDoubles) { expect_same_nearest<double>(18, Layout::by_row); }

TEST(LargeNearest, DistancesToLabels) {
  const FarRows<float> rows(18, Layout::by_row);
  const cuda::Stream stream;
  const std::int64_t k = 5;
  const auto centroids = on_device(stream, some_centroids(k, 18).values());
  std::vector<std::int32_t> labels;
  for (std::int64_t i = 0; i < k_some; ++i) labels.push_back(static_cast<std::int32_t>(i % k));
  const auto own_labels = on_device(stream, labels);
  const auto distances = [&](const cuda::Strided<float>& x, RowRange range) {
    const cuda::Buffer<double> sq(k_some);
    cuda::launch("label_distances", cuda::label_distances<float, double>, {dim3(3), dim3(128)}, stream, x, range.begin,
                 range.end, centroids.data(), own_labels.data(), sq.data());
    return on_host(stream, sq);
  };
  EXPECT_EQ(distances(rows.near(), {0, k_some}), distances(rows.far(), {k_first, k_rows}));
}

/// A fused pass that reads weights and writes labels by row number.
std::vector<Int128> fused_sums(const cuda::Strided<float>& x, RowRange range, const double* weights,
                               std::int32_t* labels) {
  constexpr int d = 3, k = 5;
  using Counters = cuda::NarrowCounters<d, true>;
  const cuda::Gpu gpu = cuda::find_gpu(0);
  const cuda::Stream stream;
  cuda::CentroidBuffers centroids;
  centroids.upload(stream, some_centroids(k, d).view());
  const auto scales = on_device(stream, std::vector<double>(d, 0x1p38));
  const cuda::Buffer<cuda::WideSum> sums(cuda::SumsLayout{k, d}.size());
  cuda::fill_bytes(stream, sums.data(), 0, sums.size());
  const cuda::NarrowLaunch plan = cuda::plan_narrow(gpu, d, k, range, k * Counters::k_fields * 4);
  const cuda::NarrowSums pass{scales.data(), weights, 0x1p30, 0x1p40, sums.data(), labels, plan.log2_replicas, nullptr};
  const float* values = centroids.in_chain_type<float>(gpu, stream, cuda::padded_cols(d));
  cuda::launch("lloyd_narrow", cuda::lloyd_narrow<d, true>,
               {dim3(plan.grid), dim3(cuda::k_narrow_threads), plan.shared_bytes}, stream,
               cuda::narrow_rows(x, range, values, k, plan), pass);
  std::vector<Int128> numbers;
  for (const cuda::WideSum& sum : on_host(stream, sums)) numbers.push_back(sum.value());
  return numbers;
}

TEST(LargeNearest, SumsOfAFusedPass) {
  const FarRows<float> rows(3, Layout::by_column);
  const SparseArray<double> far_weights(k_rows), weights(k_some);
  const SparseArray<std::int32_t> far_labels(k_rows), labels(k_some);
  for (std::int64_t i = 0; i < k_some; ++i) {
    far_weights.data()[k_first + i] = weights.data()[i] = static_cast<double>(1 + i % 7) / 8;
    far_labels.data()[k_first + i] = labels.data()[i] = static_cast<std::int32_t>(i % 3);
  }
  const auto wanted = fused_sums(rows.near(), {0, k_some}, weights.data(), labels.data());
  const auto got = fused_sums(rows.far(), {k_first, k_rows}, far_weights.data(), far_labels.data());
  EXPECT_TRUE(wanted == got);
  EXPECT_GT(wanted.back(), 0);
  EXPECT_EQ(labels.part(0, k_some), far_labels.part(k_first, k_some));
  EXPECT_EQ(far_labels.part(k_first - 5, 5), std::vector<std::int32_t>(5));
}

/// Rows of a block stay within what its 32-bit counters hold, however many rows there are.
TEST(LargeNearest, PlansBlocksForAnyNumberOfRows) {
  const cuda::Gpu gpu = cuda::find_gpu(0);
  for (const std::int64_t n : {std::int64_t{1} << 18, (std::int64_t{1} << 31) + 5, std::int64_t{1} << 40}) {
    const cuda::NarrowLaunch plan = cuda::plan_narrow(gpu, 3, 5, {7, n}, 1000);
    const std::int64_t a_round = std::int64_t{4} * cuda::k_narrow_threads;
    const std::int64_t rounds = ((n + 3) / 4 - 1 + cuda::k_narrow_threads * static_cast<std::int64_t>(plan.grid) - 1) /
                                (cuda::k_narrow_threads * static_cast<std::int64_t>(plan.grid));
    EXPECT_LE(rounds * a_round, std::int64_t{1} << 18) << n;
  }
  EXPECT_THROW(cuda::plan_narrow(gpu, 3, 5, {0, std::int64_t{1} << 50}, 1000), Error);
}

}  // namespace
}  // namespace shoal::test

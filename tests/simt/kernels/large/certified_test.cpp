// Searches among rows that lie further apart than 32-bit numbers of values count.
#include "cuda/nearest/certified_search.hpp"

#include <algorithm>

#include "bench/gpu/cublas/emulated/emulated_cublas.hpp"
#include "bench/gpu/cublas/product_search.hpp"
#include "cuda/nearest/score_bound.hpp"
#include "far_rows.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_n = 45, k_d = 40, k_k = 33;
/// Of far rows, in values: the last lies 2.9e9 values behind the first.
constexpr std::int64_t k_stride = std::int64_t{1} << 26;
constexpr int k_architectures[] = {80, 90};

cuda::Gpu gpu_of(int architecture) {
  cuda::Gpu gpu = cuda::find_gpu(0);
  gpu.architecture = architecture;
  return gpu;
}

/// The same rows near each other and far apart; every third centroid has a twin, so that some rows stay open.
struct Rows {
  SparseArray<float> near_values{k_n * k_d}, far_values{k_n * k_stride};
  cuda::Strided<float> near{near_values.data(), k_d, 1, k_n, k_d}, far{far_values.data(), k_stride, 1, k_n, k_d};
  std::vector<double> centroids;

  Rows() {
    for (std::int64_t i = 0; i < k_n; ++i) {
      for (std::int64_t j = 0; j < k_d; ++j) {
        near_values.data()[i * k_d + j] = far_values.data()[i * k_stride + j] = static_cast<float>(some_value(i, j));
      }
    }
    for (std::int64_t c = 0; c < k_k; ++c) {
      for (std::int64_t j = 0; j < k_d; ++j) {
        centroids.push_back(static_cast<float>(some_value(c % 3 == 1 ? 499 + c : 500 + c, j)));
      }
    }
  }
};

std::vector<std::int32_t> certified(const cuda::Gpu& gpu, const Rows& rows, const cuda::Strided<float>& x) {
  const cuda::Stream stream;
  const auto centroids = on_device(stream, rows.centroids);
  const cuda::Buffer<std::int32_t> labels(k_n);
  const cuda::CertifiedRows halves(gpu, stream, x);
  cuda::CertifiedSearch search;
  search.labels(gpu, stream, x, halves, centroids.data(), k_k, {0, k_n}, labels.data());
  std::int32_t open = 0;
  cuda::to_host(stream, &open, search.uncertain(), 1);
  stream.wait();
  EXPECT_GT(open, 0);
  return on_host(stream, labels);
}

TEST(LargeCertified, RowsFarApart) {
  const Rows rows;
  for (const int architecture : k_architectures) {
    EXPECT_EQ(certified(gpu_of(architecture), rows, rows.near), certified(gpu_of(architecture), rows, rows.far));
  }
}

TEST(LargeCertified, RowsFarApartByProducts) {
  const Rows rows;
  const auto labels_of = [&](const cuda::Strided<float>& x) {
    const cuda::Stream stream;
    const auto centroids = on_device(stream, rows.centroids);
    const cuda::Buffer<std::int32_t> labels(k_n);
    cuda::baseline::ProductSearch search(cuda::baseline::emulated_cublas());
    search.labels(cuda::find_gpu(0), stream, x, centroids.data(), k_k, {0, k_n}, labels.data());
    return on_host(stream, labels);
  };
  EXPECT_EQ(labels_of(rows.near), labels_of(rows.far));
}

/// Halves of rows `stride` apart, their scores, and the candidates of the rows that all stay open.
struct Scored {
  std::vector<std::int32_t> labels, open, counts;
  bool operator==(const Scored&) const = default;
};

Scored scored(const cuda::Gpu& gpu, std::int64_t stride) {
  const cuda::Stream stream;
  const std::int64_t padded = 48;
  const SparseArray<__half> x(k_n * stride), centroids(k_k * stride);
  for (std::int64_t j = 0; j < k_d; ++j) {
    for (std::int64_t i = 0; i < k_n; ++i)
      x.data()[i * stride + j] = __float2half(static_cast<float>(some_value(i, j)));
    for (std::int64_t c = 0; c < k_k; ++c)
      centroids.data()[c * stride + j] = __float2half(static_cast<float>(some_value(900 + c, j)));
  }
  std::vector<float> squares(cuda::k_score_tile, cuda::k_no_centroid);
  std::fill_n(squares.begin(), k_k, 7.0f);
  const auto half_sq = on_device(stream, squares);
  const auto bound = on_device(stream, std::vector<float>(k_n, 0.5f));
  const auto thresholds = on_device(stream, std::vector<float>(k_n, 5.0f));
  const auto open_count = on_device(stream, std::vector<std::int32_t>{0});
  const auto counts = on_device(stream, std::vector<std::int32_t>(k_n, 0));
  const cuda::Buffer<std::int32_t> labels(k_n), open(k_n), candidates(k_n * cuda::k_most_candidates);
  const cuda::HalfRows rows{x.data(), k_n, padded, stride}, places{centroids.data(), k_k, padded, stride};
  cuda::score(gpu, stream, {rows, places, half_sq.data(), bound.data(), labels.data(), open.data(), open_count.data()});
  Scored found{on_host(stream, labels), {}, {}};
  const std::int32_t listed = on_host(stream, open_count)[0];
  found.open = on_host(stream, open);
  found.open.resize(static_cast<std::size_t>(listed));
  std::ranges::sort(found.open);
  std::vector<std::int32_t> all(k_n);
  for (std::int64_t i = 0; i < k_n; ++i) all[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(k_n - 1 - i);
  const auto every_row = on_device(stream, all);
  const auto row_count = on_device(stream, std::vector<std::int32_t>{k_n});
  cuda::list_candidates(gpu, stream,
                        {rows, places, half_sq.data(), every_row.data(), row_count.data(), thresholds.data(),
                         counts.data(), candidates.data()});
  found.counts = on_host(stream, counts);
  return found;
}

TEST(LargeCertified, ScoresOfHalvesFarApart) {
  for (const int architecture : k_architectures) {
    const Scored wanted = scored(gpu_of(architecture), 48);
    EXPECT_TRUE(wanted == scored(gpu_of(architecture), k_stride)) << architecture;
    EXPECT_GT(wanted.open.size(), 0u);
    EXPECT_GT(std::ranges::max(wanted.counts), std::ranges::min(wanted.counts));
  }
}

}  // namespace
}  // namespace shoal::test

#include "bench/gpu/cublas/product_search.hpp"

#include <algorithm>

#include "bench/gpu/cublas/float_products.cuh"
#include "cuda/nearest/sample_centre.hpp"
#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"

namespace shoal::cuda::baseline {
namespace {

LaunchShape shape_for(const Gpu& gpu, std::int64_t rows) {
  constexpr std::int64_t warps = k_product_threads / 32;
  return {grid_for(gpu, tuning::k_streaming_blocks, (rows + warps - 1) / warps), k_product_threads};
}

}  // namespace

const std::int32_t* ProductSearch::labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x,
                                          const double* centroids, std::int64_t k, RowRange range,
                                          std::int32_t* labels) {
  const std::int64_t n = range.end - range.begin, d = x.cols;
  const std::int64_t most = std::min(n, std::max(k_product_tile / k, k_least_product_rows));
  centre_.need(d);
  rows_.need(most * d);
  norms_.need(most);
  centroids_.need(k * d);
  half_sq_.need(k);
  products_.need(most * k);
  largest_norm_.need(1);
  uncertain_.need(1);
  const auto rows_of = [&](std::int64_t begin, std::int64_t count) {
    return Strided<float>{x.values + begin * x.row_stride, x.row_stride, x.col_stride, count, d};
  };
  sample_centre(stream, rows_of(range.begin, n), centre_.data());
  fill_bytes(stream, largest_norm_.data(), 0, 1);
  fill_bytes(stream, uncertain_.data(), 0, 1);
  launch("centre_centroids", centre_centroids, shape_for(gpu, k), stream, centroids, k, d, centre_.data(),
         centroids_.data(), half_sq_.data(), largest_norm_.data());
  for (std::int64_t begin = 0; begin < n; begin += most) {
    const std::int64_t count = std::min(most, n - begin);
    const Strided<float> rows = rows_of(range.begin + begin, count);
    launch("centre_rows", centre_rows, shape_for(gpu, count), stream, rows, centre_.data(), rows_.data(),
           norms_.data());
    cublas_.multiply(stream, {rows_.data(), count, d, d}, {centroids_.data(), k, d, d}, products_.data());
    const ProductTile tile{rows, centroids, k, products_.data(), half_sq_.data(), norms_.data(), largest_norm_.data()};
    launch("label_products", label_products, shape_for(gpu, count), stream, tile, labels + begin, uncertain_.data());
  }
  return uncertain_.data();
}

std::unique_ptr<LabelSearch> make_product_search() { return std::make_unique<ProductSearch>(find_cublas()); }

}  // namespace shoal::cuda::baseline

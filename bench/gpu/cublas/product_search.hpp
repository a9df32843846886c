// Canonical labels of wide float rows by products in floats, which cuBLAS computes for one tile of rows at a time.
//
// The rows of a tile are copied with a centre subtracted, multiplied with all centroids, and labelled while their
// products are still in the second-level cache. The best score decides where a bound (product_bound.hpp) proves it;
// elsewhere the canonical chain decides among the centroids within the bound. Labels are those of the canonical chain,
// for all data and for any order in which cuBLAS adds. No array is as long as the points. The certified search
// (certified_search.hpp) uses tensor cores and half as many bytes, and needs a product kernel of shoal's own: this
// search is what it is measured against.
#pragma once

#include <cstdint>
#include <memory>

#include "bench/gpu/cublas/cublas.hpp"
#include "cuda/nearest/label_search.hpp"
#include "cuda/runtime/memory.hpp"

namespace shoal::cuda::baseline {

/// Products of one tile: 2^23 floats are 32 MiB, which stay in the second-level cache of an A100 (40 MB) and an H100
/// (50 MB).
inline constexpr std::int64_t k_product_tile = std::int64_t{1} << 23;
/// A tile has at least so many rows, however many centroids there are: one tile of the product's kernel.
inline constexpr std::int64_t k_least_product_rows = 128;

class ProductSearch : public LabelSearch {
 public:
  explicit ProductSearch(const CublasFunctions& functions) : cublas_(functions) {}

  /// Workspace, kept from call to call: 32 MiB of products (at least 128 rows of them), the rows of a tile, and k (d +
  /// 1) floats.
  const std::int32_t* labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x, const double* centroids,
                             std::int64_t k, RowRange range, std::int32_t* labels) override;

 private:
  const Cublas cublas_;
  Buffer<double> centre_;
  Buffer<float> rows_, norms_, centroids_, half_sq_, products_;
  Buffer<int> largest_norm_;  ///< the bits of a float
  Buffer<std::int32_t> uncertain_;
};

/// A search by the cuBLAS of this machine (find_cublas()), as CudaOptions::label_search wants it.
std::unique_ptr<LabelSearch> make_product_search();

}  // namespace shoal::cuda::baseline

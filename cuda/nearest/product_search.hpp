// Canonical labels of wide float rows by products in floats, which cuBLAS makes a tile of rows at a time.
//
// A tile's rows are copied as seen from a centre, multiplied with all centroids, and labelled while their products are still
// in the second-level cache: the best score where a bound (product_bound.hpp) proves it, else the canonical chain among the
// centroids within the bound. Labels are those of the canonical chain, whatever the data and the order in which cuBLAS adds.
// It needs no memory by the row of the points: what certified_search.hpp does with tensor cores, twice as many bytes and
// without a kernel of our own for the product. It is the baseline that search is measured against.
#pragma once

#include "cuda/runtime/cublas.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

class ProductSearch {
 public:
  explicit ProductSearch(const CublasFunctions& functions) : cublas_(functions) {}

  /// labels[i - range.begin] = canonical label of row i of x for the rows of the range (some, below 2^31); in stream order,
  /// without waiting. Centroids are k x d row-major in device memory, as the canonical chain reads them. Workspace, kept between calls:
  /// 8 MiB of products (128 rows of them at least), the rows of a tile, and k (d + 1) floats. Error{device},
  /// OutOfDeviceMemory.
  void labels(const Gpu& gpu, const Stream& stream, const Strided<float>& x, const double* centroids, std::int64_t k,
              RowRange range, std::int32_t* labels);

  /// Device memory; rows of the last call that the bound left open.
  const std::int32_t* uncertain() const { return uncertain_.data(); }

 private:
  const Cublas cublas_;
  Buffer<double> centre_;
  Buffer<float> rows_, norms_, centroids_, half_sq_, products_;
  Buffer<int> largest_norm_;  ///< bits
  Buffer<std::int32_t> uncertain_;
};

}  // namespace shoal::cuda

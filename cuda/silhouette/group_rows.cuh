// Brings rows into the order of their clusters: sort keys, limits of the clusters, gathering. Threads loop over the
// values, so that grids may have any size.
#pragma once

#include <cstdint>

#include "cuda/runtime/grid_threads.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// keys[i] = label of row i, or k for a row that is left out; rows[i] = i. All arrays have n entries.
__global__ void keys_of_labels(const std::int32_t* labels, std::int64_t n, std::int64_t k, std::uint64_t* keys,
                               std::int64_t* rows) {
  for (std::int64_t i = grid_thread(); i < n; i += grid_threads()) {
    keys[i] = static_cast<std::uint64_t>(labels[i] >= 0 ? labels[i] : k);
    rows[i] = i;
  }
}

/// starts[c] = number of the n ascending keys that are < c, for c = 0 ... k.
__global__ void cluster_starts(const std::uint64_t* keys, std::int64_t n, std::int64_t k, std::int64_t* starts) {
  for (std::int64_t c = grid_thread(); c <= k; c += grid_threads()) {
    std::int64_t low = 0, high = n;
    while (low < high) {
      const std::int64_t middle = low + (high - low) / 2;
      if (keys[middle] < static_cast<std::uint64_t>(c)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    starts[c] = low;
  }
}

/// out[j * count + p] = x(rows[p], j) * scale; the product is exact. Neighbouring threads have neighbouring places p.
/// So the values of wide rows are read 32 bytes at a time, and what a thread does not use of them waits in the L2 cache
/// for the next columns.
template <class Y, class X>
__global__ void gather_rows(const Strided<X> x, const std::int64_t* rows, std::int64_t count, double scale, Y* out) {
  for (std::int64_t at = grid_thread(); at < count * x.cols; at += grid_threads()) {
    const std::int64_t j = at / count, row = rows[at % count];
    out[at] = static_cast<Y>(static_cast<double>(x.values[row * x.row_stride + j * x.col_stride]) * scale);
  }
}

}  // namespace shoal::cuda

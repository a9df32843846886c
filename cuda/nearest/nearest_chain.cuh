// Nearest centroids by the canonical chain alone, for double points, wide points, and whatever else has no faster
// kernel.
#pragma once

#include "cuda/nearest/centroid_group.cuh"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// One thread a row; blocks of any size up to 128. `centroids` are k x d, row-major, in the chain's type. Equal
/// distances go to the lowest index.
template <class X, class A>
__global__ void __launch_bounds__(128) nearest_chain(Strided<X> x, std::int64_t begin, std::int64_t end,
                                                     const A* __restrict__ centroids, std::int64_t k, NearestOut out) {
  SIMT_SHARED(GroupTile<A>, tile, [1]);
  const std::int64_t row = begin + static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  const bool valid = row < end;
  A best = static_cast<A>(INFINITY), second = best;
  std::int32_t label = 0;
  for (std::int64_t first = 0; first < k; first += k_group) {
    A sq[k_group];
    distances_to_group(x, row, valid, centroids, first, k, tile[0], sq);
#pragma unroll
    for (int g = 0; g < k_group; ++g) {
      if (first + g >= k) break;
      if (sq[g] < best) {
        second = best;
        best = sq[g];
        label = static_cast<std::int32_t>(first + g);
      } else if (sq[g] < second) {
        second = sq[g];
      }
    }
  }
  if (!valid) return;
  const std::int64_t place = row - begin;
  if (out.labels != nullptr) out.labels[place] = label;
  if (out.sq != nullptr) out.sq[place] = static_cast<double>(best);
  if (out.second != nullptr) out.second[place] = static_cast<double>(second);
}

/// sq[i - begin] = canonical squared distance of row i to the centroid of its label, labels[i - begin].
template <class X, class A>
__global__ void __launch_bounds__(128)
    label_distances(Strided<X> x, std::int64_t begin, std::int64_t end, const A* __restrict__ centroids,
                    const std::int32_t* __restrict__ labels, double* __restrict__ sq) {
  const std::int64_t place = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (begin + place >= end) return;
  const X* values = x.values + (begin + place) * x.row_stride;
  const A* centroid = centroids + labels[place] * x.cols;
  A sum = A{0};
  for (std::int64_t j = 0; j < x.cols; ++j) {
    const A t = static_cast<A>(values[j * x.col_stride]) - centroid[j];
    sum = fused(t, t, sum);
  }
  sq[place] = static_cast<double>(sum);
}

}  // namespace shoal::cuda

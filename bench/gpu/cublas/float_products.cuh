// Kernels around products in floats: they subtract a centre from rows and centroids, and take labels from a tile of
// products. One warp a row; any grid; blocks of k_product_threads.
#pragma once

#include <climits>

#include "bench/gpu/cublas/product_bound.hpp"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/runtime/warp_rows.cuh"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda::baseline {

inline constexpr int k_product_threads = 128;

/// Writes value(j) - centre[j] as floats, for 0 <= j < cols, and returns the norm of the exact differences in every
/// lane.
template <class Value>
__device__ __forceinline__ double centre_row(const Value& value, std::int64_t cols, const double* centre, float* to) {
  double sq = 0.0;
  for (std::int64_t j = threadIdx.x % 32; j < cols; j += 32) {
    const double exact = value(j) - centre[j];
    to[j] = static_cast<float>(exact);
    sq += exact * exact;
  }
  return sqrt(warp_sum(sq));
}

/// rows = x - centre as floats, [rows][cols]; norms[i] >= the norm of row i.
__global__ void __launch_bounds__(k_product_threads) centre_rows(Strided<float> x, const double* __restrict__ centre,
                                                                 float* __restrict__ rows, float* __restrict__ norms) {
  for_each_by_warp(x.rows, [&](std::int64_t i) {
    const float* row = x.values + i * x.row_stride;
    const double norm = centre_row([&](std::int64_t j) { return static_cast<double>(row[j * x.col_stride]); }, x.cols,
                                   centre, rows + i * x.cols);
    if (threadIdx.x % 32 == 0) norms[i] = not_below(norm);
  });
}

/// The same for k x d centroids: half_sq[c] = |c|^2 / 2, and *largest_norm = the bits of the largest norm.
__global__ void __launch_bounds__(k_product_threads)
    centre_centroids(const double* __restrict__ centroids, std::int64_t k, std::int64_t d,
                     const double* __restrict__ centre, float* __restrict__ rows, float* __restrict__ half_sq,
                     int* largest_norm) {
  for_each_by_warp(k, [&](std::int64_t c) {
    const double norm = centre_row([&](std::int64_t j) { return centroids[c * d + j]; }, d, centre, rows + c * d);
    if (threadIdx.x % 32 != 0) return;
    half_sq[c] = static_cast<float>(0.5 * norm * norm);
    atomicMax(largest_norm, __float_as_int(not_below(norm)));
  });
}

/// A tile: its rows, the centroids, and their products.
struct ProductTile {
  Strided<float> x;                      ///< rows of the tile
  const double* __restrict__ centroids;  ///< k x d
  std::int64_t k;
  const float* __restrict__ products;  ///< [x.rows][k]
  const float* __restrict__ half_sq;   ///< [k]
  const float* __restrict__ norms;     ///< [x.rows]
  const int* largest_norm;
};

/// A centroid and its score or distance. Of two equal values, the one with the lower index counts as smaller.
template <class T>
struct Candidate {
  T value = static_cast<T>(INFINITY);
  std::int32_t index = INT_MAX;

  __device__ void take(T other, std::int32_t at) {
    if (other < value || (other == value && at < index)) {
      value = other;
      index = at;
    }
  }
};

/// The smallest of the candidates of a warp, in every lane.
template <class T>
__device__ inline Candidate<T> warp_first(Candidate<T> own) {
#pragma unroll
  for (int offset = 16; offset > 0; offset /= 2) {
    const T value = __shfl_xor_sync(0xffffffffu, own.value, offset);
    own.take(value, __shfl_xor_sync(0xffffffffu, own.index, offset));
  }
  return own;
}

/// labels[i] = canonical label of row i of the tile. When every other score exceeds the best one by more than the
/// bound, the best score decides. Otherwise all centroids whose scores exceed the best one by no more than the bound
/// are compared canonically; *uncertain_count counts these rows.
__global__ void __launch_bounds__(k_product_threads)
    label_products(ProductTile tile, std::int32_t* __restrict__ labels, std::int32_t* uncertain_count) {
  const float largest = __int_as_float(*tile.largest_norm);
  for_each_by_warp(tile.x.rows, [&](std::int64_t i) {
    const float* products = tile.products + i * tile.k;
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const auto score = [&](std::int64_t c) { return tile.half_sq[c] - products[c]; };
    Candidate<float> own;
    float second = INFINITY;  // second best score of this lane
    for (std::int64_t c = lane; c < tile.k; c += 32) {
      second = fminf(second, fmaxf(own.value, score(c)));
      own.take(score(c), static_cast<std::int32_t>(c));
    }
    Candidate<float> best = warp_first(own);
    const float bound = product_bound(tile.norms[i], largest, tile.x.cols);
    // Written as !(difference > bound), so that a difference that is NaN leaves the centroid open, too.
    const auto open = [&](float other) { return !(other - best.value > bound); };
    if (__any_sync(0xffffffffu, open(own.index == best.index ? second : own.value))) {
      const float* row = tile.x.values + i * tile.x.row_stride;
      Candidate<double> nearest;
      for (std::int64_t c = lane; c < tile.k; c += 32) {
        if (!open(score(c))) continue;
        const double* centroid = tile.centroids + c * tile.x.cols;
        double sq = 0.0;
        for (std::int64_t j = 0; j < tile.x.cols; ++j) {
          const double t = static_cast<double>(row[j * tile.x.col_stride]) - centroid[j];
          sq = fused(t, t, sq);
        }
        nearest.take(sq, static_cast<std::int32_t>(c));
      }
      best.index = warp_first(nearest).index;
      if (lane == 0) atomicAdd(uncertain_count, 1);
    }
    if (lane == 0) labels[i] = best.index;
  });
}

}  // namespace shoal::cuda::baseline

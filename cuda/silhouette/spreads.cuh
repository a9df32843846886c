// Spreads of the clusters that given labels define (device/spread.hpp): first the largest squared distance of a row to
// the mean of its cluster, and then the sums of squared distances and of distances, as whole numbers of at most 53 bits
// a row.
//
// Where the clusters are few, a block keeps its sums in shared memory (limb_counters.cuh). Where they are many, each
// has few rows, and sums are added to global memory by 64-bit atomics. One thread a row.
#pragma once

#include "cuda/runtime/grid_threads.cuh"
#include "cuda/runtime/limb_counters.cuh"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "device/spread.hpp"

namespace shoal::cuda {

inline constexpr int k_spread_threads = 256;
/// The number of counters that a block keeps in shared memory.
inline constexpr int k_spread_counters = 8192;
/// Limbs of one sum; a cluster has two: of squared distances, and of distances.
inline constexpr int k_spread_limbs = 4;
inline constexpr int k_spread_fields = 2 * k_spread_limbs;

/// The rows of a chunk and the means of the clusters; mean = whole + rest.
template <class X>
struct SpreadRows {
  Strided<X> x;
  const std::int32_t* __restrict__ labels;  ///< [x.rows]; -1: the row is left out
  const double* __restrict__ whole;         ///< k x x.cols
  const double* __restrict__ rest;          ///< k x x.cols
  double scale;
  int k;
};

/// Calls visit(label, squared distance) for each row of this thread that has a label.
template <class X, class Visit>
__device__ __forceinline__ void for_spreads(const SpreadRows<X>& rows, const Visit& visit) {
  for (std::int64_t i = grid_thread(); i < rows.x.rows; i += grid_threads()) {
    const std::int32_t label = rows.labels[i];
    if (label < 0) continue;
    const std::int64_t at = label * rows.x.cols;
    visit(label, detail::sq_spread(rows.x.values + i * rows.x.row_stride, rows.x.col_stride, rows.whole + at,
                                   rows.rest + at, rows.x.cols, rows.scale));
  }
}

/// largest[c] = max(largest[c], exponent_bits() of each row of cluster c). Any grid.
template <class X>
__global__ void __launch_bounds__(k_spread_threads) spread_limits(SpreadRows<X> rows, unsigned* largest) {
  SIMT_SHARED(unsigned, own, [k_spread_counters]);
  const bool in_shared = rows.k <= k_spread_counters;
  for (int c = static_cast<int>(threadIdx.x); in_shared && c < rows.k; c += k_spread_threads) own[c] = 0;
  __syncthreads();
  for_spreads(rows, [&](std::int32_t label, double sq) {
    const unsigned bits = detail::exponent_bits(static_cast<std::uint64_t>(__double_as_longlong(sq)));
    atomicMax(in_shared ? &own[label] : &largest[label], bits);
  });
  __syncthreads();
  for (int c = static_cast<int>(threadIdx.x); in_shared && c < rows.k; c += k_spread_threads) {
    if (own[c] > 0) atomicMax(&largest[c], own[c]);
  }
}

/// The counters of a block.
struct SpreadCounters {
  unsigned* counters;  ///< [k][k_spread_fields][replicas]
  int log2_replicas;

  /// The sum of the squared distances (0) or of the distances (1) of cluster c.
  __device__ LimbCounters<k_spread_limbs> of(int c, int which) const {
    return {counters, c * k_spread_fields + which * k_spread_limbs, log2_replicas};
  }
};

/// For each row of cluster c: adds its squared distance times scales[2 c] to sums[2 c], and its distance times scales[2
/// c + 1] to sums[2 c + 1], both rounded to whole numbers. A block has at most k_limb_additions rows. log2_replicas <
/// 0: there are no counters in shared memory.
template <class X>
__global__ void __launch_bounds__(k_spread_threads)
    spread_sums(SpreadRows<X> rows, const double* __restrict__ scales, int log2_replicas, WideSum* sums) {
  SIMT_SHARED(unsigned, own, [k_spread_counters]);
  const SpreadCounters counters{own, log2_replicas};
  const bool in_shared = log2_replicas >= 0;
  const int all = in_shared ? (rows.k * k_spread_fields) << log2_replicas : 0;
  for (int i = static_cast<int>(threadIdx.x); i < all; i += k_spread_threads) own[i] = 0;
  __syncthreads();
  for_spreads(rows, [&](std::int32_t label, double sq) {
    const std::int64_t numbers[2] = {quantise(sq, scales[2 * label]), quantise(sqrt(sq), scales[2 * label + 1])};
#pragma unroll
    for (int which = 0; which < 2; ++which) {
      if (in_shared) {
        counters.of(label, which).add(own_replica(log2_replicas), static_cast<unsigned long long>(numbers[which]));
      } else {
        add_to(&sums[2 * label + which], static_cast<Int128>(numbers[which]));
      }
    }
  });
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); in_shared && i < 2 * rows.k; i += k_spread_threads) {
    const Int128 sum = counters.of(i / 2, i % 2).sum();
    if (sum != 0) add_to(&sums[i], sum);
  }
}

}  // namespace shoal::cuda

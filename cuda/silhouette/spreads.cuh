// Spreads of clusters that labels give (device/spread.hpp): the largest squared distance of a row to the mean of its
// cluster, and then sums of squared distances and of distances as whole numbers of 53 bits.
//
// A block keeps sums in shared memory as 14-bit limbs in 32-bit counters, as lloyd_narrow.cuh does and for its reasons, where
// the clusters are few; many clusters have few rows each, and take 64-bit additions to global memory. One thread a row.
#pragma once

#include "cuda/runtime/grid_threads.cuh"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "device/spread.hpp"

namespace shoal::cuda {

inline constexpr int k_spread_threads = 256;
/// Shared memory of a block's counters.
inline constexpr int k_spread_counters = 8192;
inline constexpr int k_spread_limb_bits = 14;
/// Of a squared distance, then of a distance.
inline constexpr int k_spread_limbs = 4;
inline constexpr int k_spread_fields = 2 * k_spread_limbs;
/// Rows that 32-bit counters of such limbs hold.
inline constexpr std::int64_t k_spread_rows = std::int64_t{1} << 18;

/// Rows of a chunk and the means of their clusters.
template <class X>
struct SpreadRows {
  Strided<X> x;
  const std::int32_t* __restrict__ labels;  ///< [x.rows], -1: left out
  const double* __restrict__ whole;         ///< k x x.cols
  const double* __restrict__ rest;          ///< k x x.cols
  double scale;
  int k;
};

/// Calls visit(label, squared distance) for the rows of this thread.
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

/// largest[c] = the largest exponent_bits() of cluster c, or what was there. Any grid.
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
  unsigned* counters;  ///< k x k_spread_fields x replicas
  int log2_replicas;

  __device__ unsigned& at(int c, int field, int replica) const {
    return counters[((c * k_spread_fields + field) << log2_replicas) + replica];
  }
  /// Adds a number in [0, 2^52] to field `first` and those behind it.
  __device__ void add(int c, int first, std::int64_t number) const {
    const int replica = static_cast<int>(threadIdx.x) & ((1 << log2_replicas) - 1);
    constexpr unsigned mask = (1u << k_spread_limb_bits) - 1;
#pragma unroll
    for (int limb = 0; limb < k_spread_limbs; ++limb) {
      atomicAdd(&at(c, first + limb, replica), static_cast<unsigned>(number >> (limb * k_spread_limb_bits)) & mask);
    }
  }
  __device__ Int128 sum(int c, int first) const {
    Int128 all = 0;
    for (int limb = 0; limb < k_spread_limbs; ++limb) {
      unsigned long long sum = 0;
      for (int replica = 0; replica < 1 << log2_replicas; ++replica) sum += at(c, first + limb, replica);
      all += static_cast<Int128>(sum) << (limb * k_spread_limb_bits);
    }
    return all;
  }
};

/// Adds to sums[2 c] the squared distances of cluster c times scales[2 c], to sums[2 c + 1] the distances times
/// scales[2 c + 1]. At most k_spread_rows rows a block. log2_replicas < 0: no counters in shared memory.
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
        counters.add(label, which * k_spread_limbs, numbers[which]);
      } else {
        add_to(&sums[2 * label + which], static_cast<Int128>(numbers[which]));
      }
    }
  });
  __syncthreads();
  for (int i = static_cast<int>(threadIdx.x); in_shared && i < 2 * rows.k; i += k_spread_threads) {
    const Int128 sum = counters.sum(i / 2, i % 2 * k_spread_limbs);
    if (sum != 0) add_to(&sums[i], sum);
  }
}

}  // namespace shoal::cuda

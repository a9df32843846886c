// Sums by cluster for any number of clusters and columns. Rows whose label changed are sorted by cluster, and moved
// from the sums of the old cluster to those of the new one. Additions of whole numbers give the same result in any
// order. So moving rows, in whatever order the sort left them, gives the same bits as adding up all rows anew, and a
// pass that changes few labels reads few rows.
#pragma once

#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/views.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_move_threads = 256;
/// The number of rows that a block sorts together.
inline constexpr int k_move_rows = 2048;
/// Up to this number of clusters, a block counts in shared memory before it asks for places in global memory.
inline constexpr int k_shared_clusters = 4096;
/// The number of entries that a block adds up between two looks at the list.
inline constexpr int k_move_entries = 128;

/// The rows of a pass, at most 2^30 of them. Arrays start at row `begin`; only `weights` and `labels` are those of all
/// rows.
struct Relabelling {
  std::int64_t begin;
  std::int64_t rows;
  const std::int32_t* fresh;  ///< labels that this pass found or was given; -1: the row is left out
  std::int32_t* labels;       ///< labels so far, by row number
  /// squared distances to the centroids of the fresh labels; nullptr: unknown, and the inertia stays 0
  const double* sq;
  const double* weights;  ///< by row number; nullptr: every weight is 1
  double sq_scale;
  bool anew;  ///< every row is added, as if it had had no label before
};

/// Entries, sorted by cluster. An entry is a row (counted from `begin`) and whether it leaves the cluster or joins it.
struct Moves {
  unsigned* counts;        ///< [k] number of entries of each cluster; later the place of its next entry
  unsigned* total;         ///< [1] number of entries
  unsigned* rows;          ///< [2 x rows] row * 2 + (1 if the row leaves)
  std::int32_t* clusters;  ///< [2 x rows]
};

/// Calls visit(cluster, row, leaves) for each of the at most two entries of a row.
template <class Visit>
__device__ inline void for_moves(const Relabelling& pass, std::int64_t row, const Visit& visit) {
  const std::int32_t fresh = pass.fresh[row], old = pass.labels[pass.begin + row];
  if (fresh >= 0 && (pass.anew || fresh != old)) visit(fresh, row, false);
  if (!pass.anew && fresh != old && old >= 0) visit(old, row, true);
}

/// Counts the entries of each cluster, and adds up the inertia and the number of changed labels. A block takes
/// k_move_rows rows. Dynamic shared memory: k counters if k <= k_shared_clusters.
__global__ void __launch_bounds__(k_move_threads)
    count_moves(Relabelling pass, Moves moves, int k, WideSum* inertia, WideSum* changed) {
  unsigned* shared = simt::dynamic_smem<unsigned>();
  const bool in_shared = k <= k_shared_clusters;
  if (in_shared) {
    for (int c = static_cast<int>(threadIdx.x); c < k; c += k_move_threads) shared[c] = 0;
    __syncthreads();
  }
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * k_move_rows;
  ThreadSum sum;
  unsigned differ = 0;
  for (std::int64_t row = first + threadIdx.x; row < min(first + k_move_rows, pass.rows); row += k_move_threads) {
    if (pass.sq != nullptr) {
      const double weight = pass.weights != nullptr ? pass.weights[pass.begin + row] : 1.0;
      sum.add(quantise_sq(pass.sq[row], weight, pass.sq_scale));
    }
    differ += pass.fresh[row] != pass.labels[pass.begin + row] ? 1 : 0;
    for_moves(pass, row, [&](std::int32_t cluster, std::int64_t, bool) {
      atomicAdd(in_shared ? &shared[cluster] : &moves.counts[cluster], 1u);
    });
  }
  sum.flush(inertia);
  differ = warp_sum(differ);
  if (threadIdx.x % 32 == 0 && differ > 0) add_to(changed, static_cast<Int128>(differ));
  if (!in_shared) return;
  __syncthreads();
  for (int c = static_cast<int>(threadIdx.x); c < k; c += k_move_threads) {
    if (shared[c] > 0) atomicAdd(&moves.counts[c], shared[c]);
  }
}

/// Replaces counts[c] by the first place of cluster c's entries, and sets *total to the number of all entries. One
/// block of k_move_threads.
__global__ void __launch_bounds__(k_move_threads) place_moves(Moves moves, int k) {
  SIMT_SHARED(unsigned, warp_total, [k_move_threads / 32]);
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  unsigned before = 0;
  for (int c0 = 0; c0 < k; c0 += k_move_threads) {
    const int c = c0 + static_cast<int>(threadIdx.x);
    const unsigned own = c < k ? moves.counts[c] : 0;
    unsigned sum = own;
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) {
      const unsigned left = __shfl_up_sync(0xffffffffu, sum, offset);
      if (lane >= offset) sum += left;
    }
    if (lane == 31) warp_total[warp] = sum;
    __syncthreads();
    unsigned all = 0;
    for (int w = 0; w < k_move_threads / 32; ++w) {
      if (w < warp) sum += warp_total[w];
      all += warp_total[w];
    }
    if (c < k) moves.counts[c] = before + sum - own;
    before += all;
    __syncthreads();
  }
  if (threadIdx.x == 0) *moves.total = before;
}

/// Writes the entries to their places, and replaces the old labels by the fresh ones. Launched like count_moves(); if k
/// <= k_shared_clusters, dynamic shared memory holds 2 k counters.
__global__ void __launch_bounds__(k_move_threads) scatter_moves(Relabelling pass, Moves moves, int k) {
  unsigned* shared = simt::dynamic_smem<unsigned>();
  unsigned* place = shared + k;
  const bool in_shared = k <= k_shared_clusters;
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * k_move_rows;
  const std::int64_t last = min(first + k_move_rows, pass.rows);
  if (in_shared) {
    for (int c = static_cast<int>(threadIdx.x); c < k; c += k_move_threads) shared[c] = 0;
    __syncthreads();
    for (std::int64_t row = first + threadIdx.x; row < last; row += k_move_threads) {
      for_moves(pass, row, [&](std::int32_t cluster, std::int64_t, bool) { atomicAdd(&shared[cluster], 1u); });
    }
    __syncthreads();
    for (int c = static_cast<int>(threadIdx.x); c < k; c += k_move_threads) {
      if (shared[c] > 0) place[c] = atomicAdd(&moves.counts[c], shared[c]);
    }
    __syncthreads();
  }
  for (std::int64_t row = first + threadIdx.x; row < last; row += k_move_threads) {
    for_moves(pass, row, [&](std::int32_t cluster, std::int64_t moved, bool leaves) {
      const unsigned at = atomicAdd(in_shared ? &place[cluster] : &moves.counts[cluster], 1u);
      moves.rows[at] = static_cast<unsigned>(moved) * 2 + (leaves ? 1 : 0);
      moves.clusters[at] = cluster;
    });
    pass.labels[pass.begin + row] = pass.fresh[row];
  }
}

/// How the values of a row become whole numbers.
struct RowQuantiser {
  const double* value_scale;  ///< [d] powers of two
  const double* weights;      ///< by row number; nullptr: every weight is 1
  double weight_scale;
};

/// The type of a running sum, which must hold k_move_entries quantised values: at most 2^39 each for float data, 2^61
/// for double data.
template <class X>
struct RunningSum {
  using Type = std::int64_t;
};
template <>
struct RunningSum<double> {
  using Type = Int128;
};

/// Number `value` of row `row`: the quantised value of that column, then the weight, then 1. The chunk x starts at row
/// first_row.
template <class X>
__device__ inline std::int64_t row_number(const Strided<X>& x, std::int64_t first_row, const RowQuantiser& q,
                                          std::int64_t row, std::int64_t value) {
  if (value == x.cols + 1) return 1;
  const double weight = q.weights != nullptr ? q.weights[row] : 1.0;
  if (value == x.cols) return q.weights != nullptr ? quantise(weight, q.weight_scale) : 1;
  const X own = x.values[(row - first_row) * x.row_stride + value * x.col_stride];
  return quantise(weight * static_cast<double>(own), q.value_scale[value]);
}

/// Adds the entries to the sums. The threads form `groups` groups of k_move_threads / groups threads. A group walks
/// through its share of the block's entries, and each of its threads adds up columns of its own, so that rows are read
/// as a whole. Any grid.
template <class X>
__global__ void __launch_bounds__(k_move_threads)
    add_moves(Strided<X> x, std::int64_t first_row, std::int64_t begin, Moves moves, RowQuantiser q, int k, int groups,
              WideSum* sums) {
  using Sum = typename RunningSum<X>::Type;
  SIMT_SHARED(unsigned, rows, [k_move_entries]);
  SIMT_SHARED(std::int32_t, clusters, [k_move_entries]);
  const SumsLayout layout{k, x.cols};
  const int width = k_move_threads / groups;
  const int group = static_cast<int>(threadIdx.x) / width, lane = static_cast<int>(threadIdx.x) % width;
  const std::int64_t total = *moves.total;
  for (std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * k_move_entries; first < total;
       first += static_cast<std::int64_t>(gridDim.x) * k_move_entries) {
    const int count = static_cast<int>(min(static_cast<std::int64_t>(k_move_entries), total - first));
    __syncthreads();
    if (static_cast<int>(threadIdx.x) < count) {
      rows[threadIdx.x] = moves.rows[first + threadIdx.x];
      clusters[threadIdx.x] = moves.clusters[first + threadIdx.x];
    }
    __syncthreads();
    const int share = k_move_entries / groups;
    const int end = min((group + 1) * share, count);
    for (std::int64_t value = lane; value < x.cols + 2; value += width) {
      Sum sum = 0;
      for (int e = group * share; e < end; ++e) {
        const std::int64_t number = row_number(x, first_row, q, begin + (rows[e] >> 1), value);
        sum += rows[e] % 2 == 0 ? number : -number;
        if (e + 1 < end && clusters[e + 1] == clusters[e]) continue;
        const std::int64_t at = value < x.cols    ? layout.total(clusters[e], value)
                                : value == x.cols ? layout.weight(clusters[e])
                                                  : layout.count(clusters[e]);
        add_to(&sums[at], static_cast<Int128>(sum));
        sum = 0;
      }
    }
  }
}

}  // namespace shoal::cuda

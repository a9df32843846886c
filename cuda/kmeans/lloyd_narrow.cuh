// A Lloyd pass over narrow float points that finds labels and adds up the sums in one read of the data. Values are
// whole numbers in [-2^39, 2^39], so that sums have no order (docs/design/0001-one-answer.md); a block keeps them in
// shared memory (limb_counters.cuh).
#pragma once

#include "cuda/nearest/narrow.cuh"
#include "cuda/runtime/limb_counters.cuh"

namespace shoal::cuda {

/// The number of limbs of a value in [-2^39, 2^39]; 2^39 is added to it, so that it is >= 0.
inline constexpr int k_narrow_limbs = 3;
/// The number of counters of a cluster: limbs of d values and of the weight, and its number of rows.
SHOAL_HD constexpr int narrow_fields(int d, bool weighted) { return (d + (weighted ? 1 : 0)) * k_narrow_limbs + 1; }
/// The shared memory of one replica of the counters of k clusters.
inline std::int64_t narrow_counter_bytes(int d, bool weighted, std::int64_t k) {
  return k * narrow_fields(d, weighted) * static_cast<std::int64_t>(sizeof(unsigned));
}

/// What the sums of a pass need besides the rows.
struct NarrowSums {
  const double* value_scale;  ///< [D] powers of two
  const double* weights;      ///< of all rows, by row number; nullptr: every weight is 1
  double weight_scale;
  double sq_scale;
  WideSum* sums;         ///< laid out by SumsLayout{k, D}
  std::int32_t* labels;  ///< of all rows, by row number; nullptr: labels are not stored and changes are not counted
  int log2_replicas;
  const int* ended;  ///< when *ended is not 0, the pass does nothing; nullptr: it always runs
};

/// The counters of the clusters. A cluster has D values, its weight (if Weighted) and its number of rows.
template <int D, bool Weighted>
struct NarrowCounters {
  static constexpr int k_values = D + (Weighted ? 1 : 0);
  static constexpr int k_fields = narrow_fields(D, Weighted);

  unsigned* counters;  ///< [k][k_fields][replicas]
  int log2_replicas;

  __device__ LimbCounters<k_narrow_limbs> of(int c, int value) const {
    return {counters, c * k_fields + value * k_narrow_limbs, log2_replicas};
  }
  __device__ LimbCounters<1> rows(int c) const {
    return {counters, c * k_fields + k_values * k_narrow_limbs, log2_replicas};
  }
  /// Adds a number in [-2^39, 2^39] to value `value` of cluster c.
  __device__ void add(int c, int value, int replica, std::int64_t number) const {
    of(c, value).add(replica, static_cast<unsigned long long>(number + (std::int64_t{1} << k_value_bits_f32)));
  }
  /// The sum of value `value` over the `count` rows of cluster c.
  __device__ Int128 sum(int c, int value, unsigned long long count) const {
    return of(c, value).sum() - (static_cast<Int128>(count) << k_value_bits_f32);
  }
};

template <int D, bool Weighted>
__device__ inline void clear_counters(const NarrowCounters<D, Weighted>& counters, int k) {
  const int all = (k * counters.k_fields) << counters.log2_replicas;
  for (int i = static_cast<int>(threadIdx.x); i < all; i += k_narrow_threads) counters.counters[i] = 0;
  __syncthreads();
}

/// Adds the block's counters to the sums of the pass, one thread a value.
template <int D, bool Weighted>
__device__ inline void flush_counters(const NarrowCounters<D, Weighted>& counters, int k, WideSum* sums) {
  __syncthreads();
  const SumsLayout layout{k, D};
  constexpr int values = NarrowCounters<D, Weighted>::k_values;
  for (int i = static_cast<int>(threadIdx.x); i < k * (values + 1); i += k_narrow_threads) {
    const int c = i / (values + 1), value = i % (values + 1);
    const unsigned long long count = counters.rows(c).total(0);
    if (count == 0) continue;
    if (value == values) {
      add_to(&sums[layout.count(c)], static_cast<Int128>(count));
      if (!Weighted) add_to(&sums[layout.weight(c)], static_cast<Int128>(count));
    } else {
      add_to(&sums[value == D ? layout.weight(c) : layout.total(c, value)], counters.sum(c, value, count));
    }
  }
}

/// The pass. Blocks of k_narrow_threads threads and at most k_limb_additions rows. Dynamic shared memory: the tile of
/// centroids, and then the counters.
template <int D, bool Weighted>
__global__ void __launch_bounds__(k_narrow_threads) lloyd_narrow(NarrowRows rows, NarrowSums pass) {
  if (pass.ended != nullptr && *pass.ended != 0) return;
  float* tile = simt::dynamic_smem<float>();
  const NarrowCounters<D, Weighted> counters{
      reinterpret_cast<unsigned*>(tile + min(rows.tile, rows.k) * padded_cols(D)), pass.log2_replicas};
  clear_counters(counters, rows.k);
  load_resident_centroids<D>(rows, tile);
  const int replica = own_replica(pass.log2_replicas);
  float scale[D];
#pragma unroll
  for (int j = 0; j < D; ++j) scale[j] = static_cast<float>(pass.value_scale[j]);
  ThreadSum inertia;
  unsigned changed = 0;

  const auto visit = [](int c, int r, float sq, FourRows<D>& four) {
    if (sq < four.sq[r]) four.sq[r] = sq, four.label[r] = c;
  };
  for_four_rows<D>(rows, tile, visit, [&](const FourRows<D>& four) {
#pragma unroll
    for (int r = 0; r < k_narrow_rows; ++r) {
      if (!four.counts(rows, r)) continue;
      const std::int64_t row = four.first + r;
      const int c = four.label[r];
      const double weight = Weighted ? pass.weights[row] : 1.0;
      inertia.add(quantise_sq(static_cast<double>(four.sq[r]), weight, pass.sq_scale));
      if (pass.labels != nullptr) {
        changed += pass.labels[row] != c ? 1 : 0;
        pass.labels[row] = c;
      }
#pragma unroll
      for (int j = 0; j < D; ++j) {
        // Scales of unweighted values are powers of two within the range of float, so the product is exact.
        counters.add(c, j, replica,
                     Weighted ? quantise(weight * static_cast<double>(four.x[j][r]), pass.value_scale[j])
                              : quantise_float(four.x[j][r] * scale[j]));
      }
      if (Weighted) counters.add(c, D, replica, quantise(weight, pass.weight_scale));
      counters.rows(c).add(replica, 1);
    }
  });

  const SumsLayout layout{rows.k, D};
  inertia.flush(&pass.sums[layout.inertia()]);
  if (pass.labels != nullptr) {
    const unsigned all = warp_sum(changed);
    if (threadIdx.x % 32 == 0) add_to(&pass.sums[layout.changed()], static_cast<Int128>(all));
  }
  flush_counters(counters, rows.k, pass.sums);
}

}  // namespace shoal::cuda

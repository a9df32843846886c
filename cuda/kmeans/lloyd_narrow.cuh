// One Lloyd pass over narrow float points with the sums in the same read (DESIGN: one answer, rule 2).
//
// Sums are of 40-bit whole numbers, which a block keeps in shared memory (limb_counters.cuh).
#pragma once

#include "cuda/nearest/narrow.cuh"
#include "cuda/runtime/limb_counters.cuh"

namespace shoal::cuda {

/// Limbs of a value in [-2^39, 2^39], made positive by adding 2^39.
inline constexpr int k_narrow_limbs = 3;

/// What the sums of a pass need besides the rows.
struct NarrowSums {
  const double* value_scale;  ///< D powers of two
  const double* weights;      ///< of all rows, by row number; nullptr: 1 each
  double weight_scale;
  double sq_scale;
  WideSum* sums;         ///< SumsLayout{k, D}
  std::int32_t* labels;  ///< of all rows, by row number; nullptr: not wanted, and `changed` is not counted
  int log2_replicas;
  const int* ended;  ///< where not 0 the pass does nothing; nullptr: always runs
};

/// Counters of one cluster: D values, the weight (weighted), the count.
template <int D, bool Weighted>
struct NarrowCounters {
  static constexpr int k_values = D + (Weighted ? 1 : 0);
  static constexpr int k_fields = k_values * k_narrow_limbs + 1;

  unsigned* counters;  ///< k x k_fields x replicas
  int log2_replicas;

  __device__ LimbCounters<k_narrow_limbs> of(int c, int value) const {
    return {counters + ((c * k_fields + value * k_narrow_limbs) << log2_replicas), log2_replicas};
  }
  __device__ LimbCounters<1> rows(int c) const {
    return {counters + ((c * k_fields + k_values * k_narrow_limbs) << log2_replicas), log2_replicas};
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

/// The block's counters into the sums of the pass: one thread a value.
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

/// The pass. Blocks of k_narrow_threads; at most 2^18 rows a block. Dynamic shared memory: the
/// centroid tile, then the counters.
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
        // Unweighted scales are powers of two in the range of float: the product is exact.
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

// Lloyd's iterations of one fit in one block, until the fit ends: lloyd_step() and advance() of lloyd.hpp.
//
// Sums are kept in shared memory (limb_counters.cuh): a value of float points, in [-2^39, 2^39], has three limbs, one
// of double points, in [-2^61, 2^61], has five. After all rows are read, each sum becomes one WideSum.
#pragma once

#include "cuda/kmeans/batch_chain.cuh"
#include "cuda/kmeans/mean_values.cuh"
#include "cuda/runtime/limb_counters.cuh"
#include "shoal/lloyd.hpp"

namespace shoal::cuda {

/// One run: its start and its result. The arrays lie in device memory.
struct BatchRun {
  BatchTerms terms;
  std::int64_t k;
  double* centroids;     ///< k x d
  WideSum* sums;         ///< out: sums of the last pass, laid out by SumsLayout
  WideSum* trace;        ///< out: inertia before each update of this launch
  long long iterations;  ///< updates so far
  long long stop_at;     ///< number of updates at which the launch ends although the run has not ended
  long long max_iterations;
  double shift_limit;  ///< negative: no limit
  int unit_length, still;
  int ended;          ///< a LloydEnd; 0: running
  int log2_replicas;  ///< replicas of the counters: 2^log2_replicas
};

/// The number of limbs of a quantised value of points of type X. 2^k_shift_bits is added to a value, so that it is >=
/// 0.
template <class X>
struct BatchLimbs {
  static constexpr int k_count = sizeof(X) == sizeof(float) ? 3 : 5;
  static constexpr int k_shift_bits = sizeof(X) == sizeof(float) ? k_value_bits_f32 : k_value_bits_f64;
};

/// The layout of the block's dynamic shared memory. The host asks for total_bytes().
template <class X, class A>
struct BatchShared {
  std::int64_t k, d;
  bool weighted;

  SHOAL_HD SumsLayout layout() const { return {k, d}; }
  SHOAL_HD std::int64_t tile_values() const { return (k + k_group - 1) / k_group * k_group * d; }
  /// The counters of a cluster: the limbs of its values and of its weight, and its number of rows.
  SHOAL_HD int fields() const { return static_cast<int>(d + (weighted ? 1 : 0)) * BatchLimbs<X>::k_count + 1; }
  SHOAL_HD std::int64_t counters() const { return k * fields(); }
  SHOAL_HD std::int64_t counters_at() const {
    return layout().size() * static_cast<std::int64_t>(sizeof(WideSum)) + (2 * k * d + k) * 8 +
           tile_values() * static_cast<std::int64_t>(sizeof(A));
  }
  SHOAL_HD std::int64_t total_bytes(int log2_replicas) const {
    return counters_at() + (counters() * 4 << log2_replicas);
  }
};

/// The block's view of its run.
template <class X, class A>
struct BatchFit {
  Strided<X> x;
  BatchRun run;
  BatchShared<X, A> shape;
  WideSum* sums;
  double *centroids, *next, *shifts;
  A* tile;
  unsigned* counters;
  unsigned long long* warp_sums;

  __device__ BatchFit(const Strided<X>& points, const BatchRun& in, unsigned long long* warp_values)
      : x(points), run(in), shape{in.k, points.cols, in.terms.weights != nullptr}, warp_sums(warp_values) {
    auto* memory = simt::dynamic_smem<unsigned char>();
    sums = reinterpret_cast<WideSum*>(memory);
    centroids = reinterpret_cast<double*>(sums + shape.layout().size());
    next = centroids + shape.k * shape.d;
    shifts = next + shape.k * shape.d;
    tile = reinterpret_cast<A*>(shifts + shape.k);
    counters = reinterpret_cast<unsigned*>(memory + shape.counters_at());
  }

  /// of() has the counters of value `value` of cluster c, and rows_of() the counter of its rows.
  __device__ LimbCounters<BatchLimbs<X>::k_count> of(int c, int value) const {
    return {counters, c * shape.fields() + value * BatchLimbs<X>::k_count, run.log2_replicas};
  }
  __device__ LimbCounters<1> rows_of(int c) const {
    return {counters, (c + 1) * shape.fields() - 1, run.log2_replicas};
  }

  /// Copies the centroids into the tile and sets the counters to 0.
  __device__ void prepare() const {
    const int d = static_cast<int>(shape.d), values = static_cast<int>(shape.tile_values());
    for (int i = static_cast<int>(threadIdx.x); i < values; i += k_batch_threads) {
      const int c = i / d, j = i % d;
      tile[tile_place(c, j, d)] = c < run.k ? static_cast<A>(centroids[i]) : A{0};
    }
    const int words = static_cast<int>(shape.counters() << run.log2_replicas);
    for (int i = static_cast<int>(threadIdx.x); i < words; i += k_batch_threads) counters[i] = 0;
  }

  __device__ int nearest(std::int64_t row, A& best) const {
    best = static_cast<A>(INFINITY);
    int label = 0;
    for (int first = 0; first < run.k; first += k_group) {
      A sq[k_group];
      chains_to_group(x, row, tile + first * shape.d, sq);
#pragma unroll
      for (int g = 0; g < k_group; ++g) {
        if (first + g < run.k && sq[g] < best) best = sq[g], label = first + g;
      }
    }
    return label;
  }

  __device__ void add(int c, int value, std::int64_t number) const {
    of(c, value).add(own_replica(run.log2_replicas),
                     static_cast<unsigned long long>(number + (std::int64_t{1} << BatchLimbs<X>::k_shift_bits)));
  }

  /// Reads every row once, and leaves the sums of the pass in `sums`.
  __device__ void pass() const {
    const BatchTerms& terms = run.terms;
    const int d = static_cast<int>(shape.d);
    unsigned long long inertia = 0;
    for (std::int64_t row = threadIdx.x; row < x.rows; row += k_batch_threads) {
      A best;
      const int c = nearest(row, best);
      const double weight = terms.weight(row);
      inertia += static_cast<unsigned long long>(quantise_sq(static_cast<double>(best), weight, terms.sq_scale));
      for (int j = 0; j < d; ++j) {
        const auto value = static_cast<double>(x.values[row * x.row_stride + j * x.col_stride]);
        add(c, j, quantise(weight * value, terms.value_scale[j]));
      }
      if (shape.weighted) add(c, d, quantise(weight, terms.weight_scale));
      rows_of(c).add(own_replica(run.log2_replicas), 1);
    }
    const Int128 all_inertia = batch_sum(inertia, warp_sums);
    if (threadIdx.x == 0) {
      sums[shape.layout().inertia()] = wide(all_inertia);
      sums[shape.layout().changed()] = {0, 0};  // lloyd_runs() need not count changed labels
    }
    gather_counters();
    __syncthreads();
  }

  /// The state of the run after a pass. When the run may go on, `next` holds the means.
  __device__ LloydEnd end_of_pass() const {
    bool vacant = false;
    for (std::int64_t c = threadIdx.x; c < run.k; c += k_batch_threads) {
      vacant = vacant || sums[shape.layout().weight(c)].value() == 0;
    }
    if (block_any(vacant)) return LloydEnd::vacant;
    if (run.still != 0 || !move_to_means()) return LloydEnd::converged;
    return run.iterations == run.max_iterations ? LloydEnd::spent : LloydEnd::running;
  }

  /// next = the means; true when one differs from its centroid.
  __device__ bool move_to_means() const {
    const MeanTerms terms{run.terms.value_exponent, run.terms.box_min, run.terms.box_max, run.terms.weight_exponent};
    bool moved = false;
    if (run.unit_length != 0) {
      for (std::int64_t c = threadIdx.x; c < run.k; c += k_batch_threads) {
        moved = unit_mean<X>(sums, shape.layout(), terms, c, centroids, next) || moved;
      }
    } else {
      for (std::int64_t i = threadIdx.x; i < run.k * shape.d; i += k_batch_threads) {
        next[i] = box_mean<X>(sums, shape.layout(), terms, i);
        moved = moved || next[i] != centroids[i];
      }
    }
    return block_any(moved);
  }

  /// Counts the update and takes `next` as the centroids.
  __device__ void take_means(std::int64_t update_of_launch) {
    if (threadIdx.x == 0) run.trace[update_of_launch] = sums[shape.layout().inertia()];
    if (run.shift_limit >= 0.0) {
      for (std::int64_t c = threadIdx.x; c < run.k; c += k_batch_threads) {
        shifts[c] = sq_distance(centroids + c * shape.d, next + c * shape.d, shape.d);
      }
      __syncthreads();
      double shift = 0.0;
      for (std::int64_t c = 0; c < run.k; ++c) shift += shifts[c];
      run.still = shift <= run.shift_limit ? 1 : 0;
    }
    ++run.iterations;
    for (std::int64_t i = threadIdx.x; i < run.k * shape.d; i += k_batch_threads) centroids[i] = next[i];
    __syncthreads();
  }

 private:
  __device__ static WideSum wide(Int128 value) {
    return {static_cast<unsigned long long>(static_cast<std::uint32_t>(value)),
            static_cast<unsigned long long>(static_cast<long long>(value >> 32))};
  }

  /// True in every thread if `mine` is true in any. It is also a barrier.
  __device__ bool block_any(bool mine) const { return batch_sum(mine ? 1 : 0, warp_sums) != 0; }

  /// Turns counters into sums, one thread a sum: it adds up the limbs of all replicas and subtracts what was added to
  /// the value of every row.
  __device__ void gather_counters() const {
    const SumsLayout layout = shape.layout();
    const int d = static_cast<int>(shape.d), per_cluster = d + 2;
    for (int i = static_cast<int>(threadIdx.x); i < run.k * per_cluster; i += k_batch_threads) {
      const int c = i / per_cluster, value = i % per_cluster;
      const auto rows = static_cast<Int128>(rows_of(c).total(0));
      const bool summed = value < d || (value == d && shape.weighted);
      const Int128 sum = summed ? of(c, value).sum() - (rows << BatchLimbs<X>::k_shift_bits) : rows;
      sums[value < d ? layout.total(c, value) : value == d ? layout.weight(c) : layout.count(c)] = wide(sum);
    }
  }
};

/// One block of k_batch_threads for each run. Dynamic shared memory: BatchShared. At most tuning::k_batch_rows rows, so
/// that neither a counter nor a warp's inertia overflows.
template <class X, class A>
__global__ void __launch_bounds__(k_batch_threads, 2) batch_lloyd(Strided<X> x, BatchRun* runs) {
  SIMT_SHARED(unsigned long long, warp_values, [k_batch_warps]);
  BatchFit<X, A> fit(x, runs[blockIdx.x], warp_values);
  const std::int64_t values = fit.shape.k * fit.shape.d, first_update = fit.run.iterations;
  for (std::int64_t i = threadIdx.x; i < values; i += k_batch_threads) fit.centroids[i] = fit.run.centroids[i];
  __syncthreads();
  auto ended = LloydEnd::running;
  do {
    fit.prepare();
    __syncthreads();
    fit.pass();
    ended = fit.end_of_pass();
    if (ended == LloydEnd::running) fit.take_means(fit.run.iterations - first_update);
  } while (ended == LloydEnd::running && fit.run.iterations < fit.run.stop_at);

  for (std::int64_t i = threadIdx.x; i < values; i += k_batch_threads) fit.run.centroids[i] = fit.centroids[i];
  for (std::int64_t i = threadIdx.x; i < fit.shape.layout().size(); i += k_batch_threads) fit.run.sums[i] = fit.sums[i];
  if (threadIdx.x != 0) return;
  runs[blockIdx.x].iterations = fit.run.iterations;
  runs[blockIdx.x].still = fit.run.still;
  runs[blockIdx.x].ended = static_cast<int>(ended);
}

}  // namespace shoal::cuda

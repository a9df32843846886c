// Greedy k-means++ of one fit in one block: KMeansPasses::plus_plus_runs().
#pragma once

#include "cuda/kmeans/batch_chain.cuh"
#include "shoal/random.hpp"

namespace shoal::cuda {

/// One run: its start and its result. The arrays lie in device memory.
template <class A>
struct BatchSeeding {
  BatchTerms terms;
  const A* given;                                ///< given_count x d
  long long* rows;                               ///< the first row_count rows are chosen already
  A* nearest_sq;                                 ///< [n] workspace
  std::int64_t given_count, row_count, room, k;  ///< `room` is the length of `rows`
  unsigned long long seed;
  int draws;  ///< draws of a step, at most k_batch_draws
};

/// The most draws of a step that a block can hold; a step has 2 + ln k.
inline constexpr int k_batch_draws = 24;

/// The block's static shared memory.
template <class A>
struct SeedingShared {
  Int128 lane_mass[32];  ///< [32] sums of consecutive shares of warp_mass
  Int128 group_mass[k_group];
  unsigned long long group_values[k_batch_warps][k_group];
  long long drawn[k_batch_draws];
};

/// The block's view of its run. Dynamic shared memory: ceil(n / 32) masses, and then a group of d x k_group values.
template <class X, class A>
struct BatchGreedy {
  Strided<X> x;
  BatchSeeding<A> run;
  SeedingShared<A>& shared;
  unsigned long long* warp_mass;  ///< mass of each 32 rows under nearest_sq
  A* group;

  __device__ BatchGreedy(const Strided<X>& points, const BatchSeeding<A>& in, SeedingShared<A>& memory)
      : x(points), run(in), shared(memory) {
    warp_mass = simt::dynamic_smem<unsigned long long>();
    group = reinterpret_cast<A*>(warp_mass + warps());
  }

  SHOAL_HD static std::int64_t warps(std::int64_t rows) { return (rows + 31) / 32; }
  SHOAL_HD static std::int64_t shared_bytes(std::int64_t rows, std::int64_t cols) {
    return warps(rows) * 8 + cols * k_group * static_cast<std::int64_t>(sizeof(A));
  }
  __device__ int warps() const { return static_cast<int>(warps(x.rows)); }
  /// The number of warp masses that a lane adds up.
  __device__ int share() const { return (warps() + 31) / 32; }

  __device__ unsigned long long mass(std::int64_t row, A sq) const {
    return static_cast<unsigned long long>(
        quantise_sq(static_cast<double>(sq), run.terms.weight(row), run.terms.sq_scale));
  }

  /// Loads `count` <= k_group centroids into the group: value j of centroid g is value_of(g, j). The other places
  /// repeat the first centroid.
  template <class ValueOf>
  __device__ void load_group(int count, const ValueOf& value_of) const {
    __syncthreads();
    const int d = static_cast<int>(x.cols);
    for (int i = static_cast<int>(threadIdx.x); i < d * k_group; i += k_batch_threads) {
      const int g = i % k_group, j = i / k_group;
      group[i] = value_of(g < count ? g : 0, j);
    }
    __syncthreads();
  }
  template <class RowOf>
  __device__ void load_rows(int count, const RowOf& row_of) const {
    load_group(count,
               [&](int g, int j) { return static_cast<A>(x.values[row_of(g) * x.row_stride + j * x.col_stride]); });
  }

  /// nearest_sq = min(nearest_sq, distances to the group), or those distances alone when `fresh`; and warp_mass under
  /// it.
  __device__ void lower(bool fresh) const {
    const std::int64_t rounded = static_cast<std::int64_t>(warps()) * 32;
    for (std::int64_t row = threadIdx.x; row < rounded; row += k_batch_threads) {
      unsigned long long own = 0;
      if (row < x.rows) {
        A sq[k_group];
        chains_to_group(x, row, group, sq);
        A nearest = fresh ? sq[0] : run.nearest_sq[row];
#pragma unroll
        for (int g = 0; g < k_group; ++g) nearest = sq[g] < nearest ? sq[g] : nearest;
        run.nearest_sq[row] = nearest;
        own = mass(row, nearest);
      }
      const unsigned long long sum = warp_sum(own);
      if (threadIdx.x % 32 == 0) warp_mass[row / 32] = sum;
    }
  }

  /// Lowers nearest_sq by all centroids that are given or chosen at the start.
  __device__ void lower_by_all() const {
    for (std::int64_t first = 0; first < run.given_count; first += k_group) {
      const A* from = run.given + first * x.cols;
      load_group(static_cast<int>(min(std::int64_t{k_group}, run.given_count - first)),
                 [&](int g, int j) { return from[g * x.cols + j]; });
      lower(first == 0);
    }
    for (std::int64_t first = 0; first < run.row_count; first += k_group) {
      load_rows(static_cast<int>(min(std::int64_t{k_group}, run.row_count - first)),
                [&](int g) { return run.rows[first + g]; });
      lower(run.given_count == 0 && first == 0);
    }
  }

  /// The mass of all rows, in every thread. Fills lane_mass.
  __device__ Int128 total_mass() const {
    __syncthreads();
    if (threadIdx.x < 32) {
      Int128 sum = 0;
      const int begin = static_cast<int>(threadIdx.x) * share();
      for (int w = begin; w < min(begin + share(), warps()); ++w) sum += static_cast<Int128>(warp_mass[w]);
      shared.lane_mass[threadIdx.x] = sum;
    }
    __syncthreads();
    Int128 all = 0;
    for (int lane = 0; lane < 32; ++lane) all += shared.lane_mass[lane];
    return all;
  }

  /// The first row at which the running mass exceeds `left`; `left` is below the mass of all rows.
  __device__ long long row_at(Int128 left) const {
    int lane = 0;
    for (; left >= shared.lane_mass[lane]; ++lane) left -= shared.lane_mass[lane];
    int warp = lane * share();
    for (; left >= static_cast<Int128>(warp_mass[warp]); ++warp) left -= static_cast<Int128>(warp_mass[warp]);
    std::int64_t row = static_cast<std::int64_t>(warp) * 32;
    for (;; ++row) {
      const auto own = static_cast<Int128>(mass(row, run.nearest_sq[row]));
      if (left < own) return row;
      left -= own;
    }
  }

  /// Draws the candidates of a step; `total` is the mass of all rows.
  __device__ void draw(Int128 total, std::int64_t taken) const {
    if (static_cast<int>(threadIdx.x) < run.draws) {
      const std::uint64_t bits =
          random_bits(run.seed, Purpose::candidate, static_cast<std::uint64_t>(taken), threadIdx.x);
      shared.drawn[threadIdx.x] = row_at(draw_below(total, bits));
    }
    __syncthreads();
  }

  /// group_mass[g] = the mass of all rows if centroid g of the group were chosen.
  __device__ void try_group() const {
    unsigned long long sums[k_group] = {};
    for (std::int64_t row = threadIdx.x; row < x.rows; row += k_batch_threads) {
      A sq[k_group];
      chains_to_group(x, row, group, sq);
      const A nearest = run.nearest_sq[row];
#pragma unroll
      for (int g = 0; g < k_group; ++g) sums[g] += mass(row, sq[g] < nearest ? sq[g] : nearest);
    }
#pragma unroll
    for (int g = 0; g < k_group; ++g) {
      const unsigned long long sum = warp_sum(sums[g]);
      if (threadIdx.x % 32 == 0) shared.group_values[threadIdx.x / 32][g] = sum;
    }
    __syncthreads();
    if (threadIdx.x < k_group) {
      Int128 all = 0;
      for (int warp = 0; warp < k_batch_warps; ++warp) {
        all += static_cast<Int128>(shared.group_values[warp][threadIdx.x]);
      }
      shared.group_mass[threadIdx.x] = all;
    }
    __syncthreads();
  }

  /// The drawn row that leaves the smallest mass, in every thread. Of equal masses, the earliest draw counts.
  __device__ long long best_drawn() const {
    Int128 least = 0;
    long long best = -1;
    for (int first = 0; first < run.draws; first += k_group) {
      const int count = min(k_group, run.draws - first);
      load_rows(count, [&](int g) { return shared.drawn[first + g]; });
      try_group();
      for (int g = 0; g < count; ++g) {
        if (best >= 0 && shared.group_mass[g] >= least) continue;
        least = shared.group_mass[g];
        best = shared.drawn[first + g];
      }
    }
    return best;
  }
};

/// One block of k_batch_threads for each run. At most tuning::k_batch_rows rows, so that a warp's masses fit 64 bits.
template <class X, class A>
__global__ void __launch_bounds__(k_batch_threads, 2) batch_plus_plus(Strided<X> x, BatchSeeding<A>* runs) {
  SIMT_SHARED(SeedingShared<A>, shared, [1]);
  BatchGreedy<X, A> greedy(x, runs[blockIdx.x], shared[0]);
  const BatchSeeding<A>& run = greedy.run;
  std::int64_t rows = run.row_count;
  if (run.given_count + rows < run.k) greedy.lower_by_all();
  while (run.given_count + rows < run.k) {
    const Int128 total = greedy.total_mass();
    if (total == 0) break;
    greedy.draw(total, run.given_count + rows);
    const long long row = greedy.best_drawn();
    if (threadIdx.x == 0) run.rows[rows] = row;
    ++rows;
    if (run.given_count + rows == run.k) break;
    greedy.load_rows(1, [&](int) { return row; });
    greedy.lower(false);
  }
  // The barrier is for runs that have k centroids at the start: they come here at once, and every thread must have read
  // row_count before it is written.
  __syncthreads();
  if (threadIdx.x == 0) runs[blockIdx.x].row_count = rows;
}

}  // namespace shoal::cuda

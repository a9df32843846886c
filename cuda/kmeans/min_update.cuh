// The passes of k-means++: distances to the nearest centroid chosen so far, their masses, and the rows at given masses.
#pragma once

#include "cuda/nearest/centroid_group.cuh"
#include "cuda/runtime/reduce.cuh"

namespace shoal::cuda {

inline constexpr int k_mass_threads = 128;
/// The number of rows of a block. Their masses are at most 2^52 each, so their sum fits 64 bits.
inline constexpr int k_mass_rows = 1024;

/// Rows [begin, end) of the points, in a chunk that starts at row first_row. A block takes k_mass_rows of them.
template <class X>
struct MassRows {
  Strided<X> x;
  std::int64_t first_row;
  std::int64_t begin, end;  ///< numbered among all points
  const double* weights;    ///< by row number; nullptr: every weight is 1
  double sq_scale;

  __device__ std::int64_t block_begin() const { return begin + static_cast<std::int64_t>(blockIdx.x) * k_mass_rows; }
  __device__ std::int64_t block_end() const { return min(block_begin() + k_mass_rows, end); }
  __device__ unsigned long long mass(std::int64_t row, double sq) const {
    return static_cast<unsigned long long>(quantise_sq(sq, weights != nullptr ? weights[row] : 1.0, sq_scale));
  }
};

/// Centroids in the chain's type, row-major.
template <class A>
struct CentroidRows {
  const A* values;
  std::int64_t count;
};

/// The shared memory of block_sums().
template <int Count>
struct WarpSums {
  unsigned long long values[k_mass_threads / 32][Count];
};

/// The sum of sums[g] over the block, in thread g; undefined in threads from Count on.
template <int Count>
__device__ inline unsigned long long block_sums(const unsigned long long (&sums)[Count], WarpSums<Count>& shared) {
  __syncthreads();
#pragma unroll
  for (int g = 0; g < Count; ++g) {
    const unsigned long long sum = warp_sum(sums[g]);
    if (threadIdx.x % 32 == 0) shared.values[threadIdx.x / 32][g] = sum;
  }
  __syncthreads();
  unsigned long long all = 0;
  if (threadIdx.x < Count) {
    for (int warp = 0; warp < k_mass_threads / 32; ++warp) all += shared.values[warp][threadIdx.x];
  }
  return all;
}

/// nearest_sq = min(nearest_sq, distances to the chosen centroids, found), where nearest_sq is indexed by row number,
/// and `found` (distances that are known already; nullptr: none) from rows.begin on. Adds the mass of all rows under it
/// to *mass and, unless block_masses is nullptr, writes the mass of each block's rows there. Blocks of k_mass_threads.
template <class X, class A>
__global__ void __launch_bounds__(k_mass_threads)
    lower_nearest(MassRows<X> rows, CentroidRows<A> chosen, const double* __restrict__ found,
                  A* __restrict__ nearest_sq, WideSum* mass, unsigned long long* block_masses) {
  SIMT_SHARED(GroupTile<A>, tile, [1]);
  SIMT_SHARED(WarpSums<1>, shared, [1]);
  unsigned long long sums[1] = {0};
  for (std::int64_t base = rows.block_begin(); base < rows.block_end(); base += k_mass_threads) {
    const std::int64_t row = base + threadIdx.x;
    const bool valid = row < rows.end;
    A nearest = valid ? nearest_sq[row] : A{0};
    if (valid && found != nullptr) nearest = min(nearest, static_cast<A>(found[row - rows.begin]));
    for (std::int64_t first = 0; first < chosen.count; first += k_group) {
      A sq[k_group];
      distances_to_group(rows.x, row - rows.first_row, valid, chosen.values, first, chosen.count, tile[0], sq);
#pragma unroll
      for (int g = 0; g < k_group; ++g) {
        if (first + g < chosen.count && sq[g] < nearest) nearest = sq[g];
      }
    }
    if (!valid) continue;
    nearest_sq[row] = nearest;
    sums[0] += rows.mass(row, static_cast<double>(nearest));
  }
  const unsigned long long all = block_sums(sums, shared[0]);
  if (threadIdx.x != 0) return;
  add_to(mass, static_cast<Int128>(all));
  if (block_masses != nullptr) block_masses[blockIdx.x] = all;
}

/// Adds to masses[c] the mass of all rows under min(nearest_sq, distance to candidate c). Blocks of k_mass_threads.
template <class X, class A>
__global__ void __launch_bounds__(k_mass_threads)
    candidate_masses(MassRows<X> rows, CentroidRows<A> candidates, const A* __restrict__ nearest_sq, WideSum* masses) {
  SIMT_SHARED(GroupTile<A>, tile, [1]);
  SIMT_SHARED(WarpSums<k_group>, shared, [1]);
  for (std::int64_t first = 0; first < candidates.count; first += k_group) {
    unsigned long long sums[k_group] = {};
    for (std::int64_t base = rows.block_begin(); base < rows.block_end(); base += k_mass_threads) {
      const std::int64_t row = base + threadIdx.x;
      const bool valid = row < rows.end;
      A sq[k_group];
      distances_to_group(rows.x, row - rows.first_row, valid, candidates.values, first, candidates.count, tile[0], sq);
      if (!valid) continue;
      const A nearest = nearest_sq[row];
#pragma unroll
      for (int g = 0; g < k_group; ++g) {
        sums[g] += rows.mass(row, static_cast<double>(sq[g] < nearest ? sq[g] : nearest));
      }
    }
    const unsigned long long all = block_sums(sums, shared[0]);
    if (threadIdx.x < k_group && first + threadIdx.x < candidates.count) {
      add_to(&masses[first + threadIdx.x], static_cast<Int128>(all));
    }
  }
}

/// rows_out[t] = the first row at which the running sum of masses exceeds targets[t]. block_before[b] is the mass of
/// all rows before those of block b. One block of k_mass_threads for each target.
template <class A>
__global__ void __launch_bounds__(k_mass_threads)
    rows_at_mass(const A* __restrict__ nearest_sq, std::int64_t n, const double* __restrict__ weights, double sq_scale,
                 const Int128* __restrict__ block_before, std::int64_t blocks, const Int128* __restrict__ targets,
                 std::int64_t* __restrict__ rows_out) {
  SIMT_SHARED(unsigned long long, warp_total, [k_mass_threads / 32]);
  const Int128 target = targets[blockIdx.x];
  std::int64_t low = 0, high = blocks;  // the last block b with block_before[b] <= target
  while (high - low > 1) {
    const std::int64_t middle = (low + high) / 2;
    (block_before[middle] <= target ? low : high) = middle;
  }
  // What is left of the target is below the mass of the block, which is at most 2^62.
  auto left = static_cast<unsigned long long>(target - block_before[low]);
  const int lane = static_cast<int>(threadIdx.x) % 32, warp = static_cast<int>(threadIdx.x) / 32;
  for (std::int64_t base = low * k_mass_rows; base < min((low + 1) * k_mass_rows, n); base += k_mass_threads) {
    const std::int64_t row = base + threadIdx.x;
    unsigned long long mass = 0;
    if (row < n) {
      const double weight = weights != nullptr ? weights[row] : 1.0;
      mass = static_cast<unsigned long long>(quantise_sq(static_cast<double>(nearest_sq[row]), weight, sq_scale));
    }
    unsigned long long up_to = mass;
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) {
      const unsigned long long before = __shfl_up_sync(0xffffffffu, up_to, offset);
      if (lane >= offset) up_to += before;
    }
    __syncthreads();
    if (lane == 31) warp_total[warp] = up_to;
    __syncthreads();
    unsigned long long all = 0;
    for (int w = 0; w < k_mass_threads / 32; ++w) {
      if (w < warp) up_to += warp_total[w];
      all += warp_total[w];
    }
    if (up_to - mass <= left && left < up_to) rows_out[blockIdx.x] = row;
    if (left < all) return;
    left -= all;
  }
}

}  // namespace shoal::cuda

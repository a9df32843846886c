// Small kernels of every pattern that shoal uses, each with mistakes that can be switched on.
#pragma once

#include "cuda/simt/cp_async.hpp"
#include "cuda/simt/simt.hpp"

namespace simt::test {

enum class Defect {
  none,
  no_barrier_after_load,
  no_barrier_before_overwrite,
  no_barrier_before_warp_sums,
  conditional_barrier,
  divergent_shuffle,
  no_syncwarp,
  static_overrun,
  dynamic_overrun,
  global_overrun,
  plain_add_in_shared,
  plain_add_between_blocks,
  no_fence,
  no_wait,
  signed_overflow,
  index_past_bound,
};

inline constexpr int k_block = 256;
inline constexpr int k_tile = 16;

/// own = x[i] * (sum of all of c), which comes in tiles; sums[i] = the sum of own over the block; total += own.
/// x, sums: n floats; c: m floats; total: 1 float. Block: k_block threads.
template <Defect defect>
__global__ void tile_sums(const float* x, const float* c, int n, int m, float* sums, float* total) {
  SIMT_SHARED(float, tile, [k_tile]);
  SIMT_SHARED(float, warp_sums, [k_block / 32]);
  const int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  float sum = 0;
  for (int first = 0; first < m; first += k_tile) {
    const int count = min(k_tile, m - first);
    if (defect != Defect::no_barrier_before_overwrite) __syncthreads();
    const int t = static_cast<int>(threadIdx.x);
    if (t < count) tile[t] = c[first + t + (defect == Defect::global_overrun ? 1 : 0)];
    if (defect == Defect::static_overrun && t == 0) (&tile[0])[k_tile] = 0;
    if (defect == Defect::conditional_barrier) {
      if (i < n) __syncthreads();
    } else if (defect != Defect::no_barrier_after_load) {
      __syncthreads();
    }
    if (i < n)
      for (int j = 0; j < count; ++j) sum += tile[j];
  }
  const float own = i < n ? x[i] * sum : 0;
  float warp_sum = own;
  if (defect != Defect::divergent_shuffle || threadIdx.x % 32 < 20)
    for (int step = 16; step > 0; step /= 2) warp_sum += __shfl_xor_sync(0xffffffffu, warp_sum, step);
  if (threadIdx.x % 32 == 0) warp_sums[threadIdx.x / 32] = warp_sum;
  if (defect != Defect::no_barrier_before_warp_sums) __syncthreads();
  float block_sum = 0;
  for (int w = 0; w < k_block / 32; ++w) block_sum += warp_sums[w];
  if (i < n) sums[i] = block_sum;
  if (threadIdx.x == 0) atomicAdd(total, block_sum);
}

/// counts[v] += how often v occurs in values. values: n ints below 8; counts: 8 ints; dynamic shared memory: 8 ints.
template <Defect defect>
__global__ void histogram(const int* values, int n, int* counts) {
  int* own = dynamic_smem<int>();
  const int t = static_cast<int>(threadIdx.x);
  if (t < 8) own[t] = 0;
  if (defect == Defect::dynamic_overrun && t == 0) own[8] = 0;
  __syncthreads();
  for (int i = static_cast<int>(blockIdx.x * blockDim.x) + t; i < n; i += static_cast<int>(gridDim.x * blockDim.x)) {
    if (defect == Defect::plain_add_in_shared) {
      own[values[i]] += 1;
    } else {
      atomicAdd(&own[values[i]], 1);
    }
  }
  __syncthreads();
  if (t < 8) {
    if (defect == Defect::plain_add_between_blocks) {
      counts[t] += own[t];
    } else {
      atomicAdd(&counts[t], own[t]);
    }
  }
}

/// Turns each warp's 32 values round through shared memory.
template <Defect defect>
__global__ void reverse_in_warps(const int* in, int* out) {
  SIMT_SHARED(int, buffer, [k_block]);
  const unsigned t = threadIdx.x, i = blockIdx.x * blockDim.x + t;
  buffer[t] = in[i];
  if (defect != Defect::no_syncwarp) __syncwarp();
  out[i] = buffer[t / 32 * 32 + 31 - t % 32];
}

/// The block that comes last adds up what each has left. parts: a float a block; ticket: 0; out: 1 float.
template <Defect defect>
__global__ void last_block_sums(const float* x, int n, float* parts, unsigned* ticket, float* out) {
  SIMT_SHARED(bool, last);
  float sum = 0;
  for (int i = static_cast<int>(blockIdx.x * 32 + threadIdx.x); i < n; i += static_cast<int>(gridDim.x * 32))
    sum += x[i];
  for (int step = 16; step > 0; step /= 2) sum += __shfl_down_sync(0xffffffffu, sum, step);
  if (threadIdx.x == 0) {
    parts[blockIdx.x] = sum;
    if (defect != Defect::no_fence) __threadfence();
    last = atomicAdd(ticket, 1u) == gridDim.x - 1;
    if (defect != Defect::no_fence) __threadfence();
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    float total = 0;
    for (unsigned b = 0; b < gridDim.x; ++b) total += parts[b];
    *out = total;
  }
}

/// Copies 4 floats a thread through shared memory, two groups in flight.
template <Defect defect>
__global__ void staged_copy(const float* in, float* out) {
  SIMT_SHARED(float, stage, [2][k_block * 4]);
  const unsigned t = threadIdx.x;
  for (int s = 0; s < 2; ++s) {
    cp_async16(&stage[s][4 * t], in + (2 * blockIdx.x + static_cast<unsigned>(s)) * k_block * 4 + 4 * t);
    cp_async_commit();
  }
  if (defect != Defect::no_wait) cp_async_wait<1>();
  __syncthreads();
  for (unsigned j = 0; j < 4; ++j) out[2 * blockIdx.x * k_block * 4 + 4 * t + j] = stage[0][4 * (k_block - 1 - t) + j];
  cp_async_wait<0>();
  __syncthreads();
  for (unsigned j = 0; j < 4; ++j)
    out[(2 * blockIdx.x + 1) * k_block * 4 + 4 * t + j] = stage[1][4 * (k_block - 1 - t) + j];
}

/// Arithmetic that no number of threads makes right.
template <Defect defect>
__global__ void undefined(const int* values, int* out) {
  SIMT_SHARED(int, table, [4]);
  if (threadIdx.x < 4) table[threadIdx.x] = values[threadIdx.x];
  __syncthreads();
  if (defect == Defect::signed_overflow) out[threadIdx.x] = values[0] + values[1];
  if (defect == Defect::index_past_bound) out[threadIdx.x] = table[threadIdx.x % 4 + static_cast<unsigned>(values[2])];
  if (defect == Defect::none) out[threadIdx.x] = table[threadIdx.x % 4];
}

}  // namespace simt::test

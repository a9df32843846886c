// Keeps the best two scores of a row from the registers in which wgmma leaves a tile of products.
#pragma once

#include <cfloat>
#include <cstdint>

#include "cuda/simt/hopper.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda::hopper {

inline constexpr int k_block_rows = 64;  ///< rows of one wgmma
inline constexpr int k_tile = 128;       ///< centroids of one wgmma

struct Task {
  std::int64_t rows;
  std::int32_t centroids;
  const float* half_sq;     ///< [centroids] |c|^2 / 2
  const float* bound;       ///< [rows] a gap between the best two scores that is no larger does not prove the label
  std::int32_t* labels;     ///< [rows]
  std::int32_t* uncertain;  ///< [rows] the rows whose labels are not proven
  std::int32_t* uncertain_count;
};

/// The best two scores of a row. The low five bits of a score hold its place among the 32 columns that this thread has
/// of a tile.
struct Best {
  float first = FLT_MAX;
  float second = FLT_MAX;
  int tile = 0;
};
inline constexpr std::uint32_t k_place_mask = 31;

/// |c|^2 / 2 of the 32 centroids of a tile whose products this thread holds. They are read before the thread waits for
/// the products.
struct HalfSquares {
  float2 of[k_tile / 8];

  __device__ __forceinline__ HalfSquares(const float* half_sq, int tile) {
    const auto* mine = reinterpret_cast<const float2*>(half_sq + tile * k_tile) + threadIdx.x % 4;
#pragma unroll
    for (int j = 0; j < k_tile / 8; ++j) of[j] = __ldg(mine + 4 * j);
  }
};

/// Lowers the best two scores of each row by a tile of products. A score costs one FADD and four operations of the ALU:
/// one LOP3 and three FMNMX.
template <int Rows>
__device__ __forceinline__ void keep_best(Best (&best)[Rows], const float (&sums)[Rows / 2][64],
                                          const HalfSquares& half, int tile) {
  float before[Rows];
#pragma unroll
  for (int r = 0; r < Rows; ++r) before[r] = best[r].first;
#pragma unroll
  for (int j = 0; j < k_tile / 8; ++j) {
#pragma unroll
    for (int e = 0; e < 2; ++e) {
#pragma unroll
      for (int r = 0; r < Rows; ++r) {
        const float score = (e == 0 ? half.of[j].x : half.of[j].y) - sums[r / 2][4 * j + 2 * (r % 2) + e];
        const float packed = __uint_as_float(simt::replace_bits(__float_as_uint(score), ~k_place_mask, 2 * j + e));
        best[r].second = fminf(best[r].second, fmaxf(best[r].first, packed));
        best[r].first = fminf(best[r].first, packed);
      }
    }
  }
#pragma unroll
  for (int r = 0; r < Rows; ++r) best[r].tile = best[r].first != before[r] ? tile : best[r].tile;
}

/// Merges the results of the four threads that share a row.
template <int Rows>
__device__ __forceinline__ void merge_best(const Best (&best)[Rows], float (&first)[Rows], float (&second)[Rows],
                                           int (&label)[Rows]) {
  const int column = 2 * static_cast<int>(threadIdx.x % 4);
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    first[r] = best[r].first;
    second[r] = best[r].second;
    const int place = static_cast<int>(__float_as_uint(first[r]) & k_place_mask);
    label[r] = best[r].tile * k_tile + 8 * (place / 2) + column + place % 2;
#pragma unroll
    for (int step = 1; step < 4; step *= 2) {
      const float other_first = __shfl_xor_sync(0xffffffffu, first[r], step);
      const float other_second = __shfl_xor_sync(0xffffffffu, second[r], step);
      const int other_label = __shfl_xor_sync(0xffffffffu, label[r], step);
      second[r] = fminf(fmaxf(first[r], other_first), fminf(second[r], other_second));
      if (other_first < first[r] || (other_first == first[r] && other_label < label[r])) label[r] = other_label;
      first[r] = fminf(first[r], other_first);
    }
  }
}

/// The row that is the thread's r-th: its rows are 64 apart from block to block, and 8 within a block.
__device__ __forceinline__ std::int64_t row_of(std::int64_t first_row, int r) {
  return first_row + k_block_rows * (r / 2) + 8 * (r % 2);
}

/// Writes the labels of a warp's rows, and lists the rows whose labels are not proven. One atomic a warp.
template <int Rows>
__device__ __forceinline__ void write_rows(const Best (&best)[Rows], const float (&bound)[Rows], const Task& task,
                                           std::int64_t first_row) {
  const unsigned lane = threadIdx.x % 32;
  float first[Rows], second[Rows];
  int label[Rows];
  merge_best(best, first, second, label);
  unsigned listed[Rows];  // bit l: lane l's r-th row
  int total = 0;
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    const bool mine = lane % 4 == 0 && row_of(first_row, r) < task.rows;
    const float packing = 0x1.4p-17f * fmaxf(fabsf(first[r]), fabsf(second[r]));
    const bool proven = second[r] - first[r] > bound[r] + packing;
    listed[r] = __ballot_sync(0xffffffffu, mine && !proven);
    total += __popc(listed[r]);
    if (mine) task.labels[row_of(first_row, r)] = label[r];
  }
  if (total == 0) return;
  int at = lane == 0 ? atomicAdd(task.uncertain_count, total) : 0;
  at = __shfl_sync(0xffffffffu, at, 0);
#pragma unroll
  for (int r = 0; r < Rows; ++r) {
    const int before = __popc(listed[r] & ((1u << lane) - 1));
    if ((listed[r] >> lane & 1) != 0) task.uncertain[at + before] = static_cast<std::int32_t>(row_of(first_row, r));
    at += __popc(listed[r]);
  }
}

}  // namespace shoal::cuda::hopper

// Keeps results from tiles of scores by mma.sync: the best two of a row, or all below a threshold.
//
// A score costs one subtraction and about five operations to compare (second = min(second, max(first, s)), label,
// first).
#pragma once

#include <cfloat>

#include "cuda/nearest/score_tiles.cuh"

namespace shoal::cuda {

struct BestTwo {
  float first = FLT_MAX;
  float second = FLT_MAX;
  std::int32_t label = 0;

  /// Of equal scores, the one added first stays.
  __device__ __forceinline__ void add(float score, std::int32_t centroid) {
    second = fminf(second, fmaxf(first, score));
    label = score < first ? centroid : label;
    first = fminf(first, score);
  }
  __device__ __forceinline__ void merge(const BestTwo& other) {
    second = fminf(fmaxf(first, other.first), fminf(second, other.second));
    label = other.first < first || (other.first == first && other.label < label) ? other.label : label;
    first = fminf(first, other.first);
  }
};

/// Calls f(score, m, half, centroid) for each score of the tile that this thread holds; for each row, centroids ascend.
template <class F>
__device__ __forceinline__ void for_each_score(const tiles::Sums& sums, const float* half_sq, int tile,
                                               const tiles::Place& place, const F& f) {
#pragma unroll
  for (int n = 0; n < tiles::k_warp_centroids / 8; ++n) {
    const int centroid = tile * k_score_tile + place.column(n);
    const float2 half = __ldg(reinterpret_cast<const float2*>(half_sq + centroid));
#pragma unroll
    for (int m = 0; m < tiles::k_warp_rows / 16; ++m) {
#pragma unroll
      for (int r = 0; r < 4; ++r) f((r % 2 == 0 ? half.x : half.y) - sums[m][n][r], m, r / 2, centroid + r % 2);
    }
  }
}

/// Keeps the best two scores of each row. Block: k_threads; grid: one block for each 128 rows. Dynamic shared memory:
/// plan.shared_bytes(Stages).
template <int Stages>
__global__ void __launch_bounds__(tiles::k_threads, tiles::k_blocks) score_general(ScorePass pass, tiles::Plan plan) {
  constexpr int m_tiles = tiles::k_warp_rows / 16;
  const tiles::Place place;
  const std::int64_t row0 = static_cast<std::int64_t>(blockIdx.x) * tiles::k_rows;
  BestTwo best[m_tiles][2];
  tiles::for_each_tile<Stages>(
      pass.points, pass.centroids, plan,
      [&](int i) -> std::int64_t { return row0 + i < pass.points.rows ? row0 + i : -1; },
      [&](const tiles::Sums& sums, int tile) {
        for_each_score(sums, pass.half_sq, tile, place,
                       [&](float score, int m, int half, int centroid) { best[m][half].add(score, centroid); });
      });
  auto* merged = simt::dynamic_smem<BestTwo>();  // [2][k_rows] the results of the two warps that share rows
#pragma unroll
  for (int m = 0; m < m_tiles; ++m) {
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      BestTwo& mine = best[m][half];
#pragma unroll
      for (int step = 1; step < 4; step *= 2) {
        BestTwo other;
        other.first = __shfl_xor_sync(0xffffffffu, mine.first, step);
        other.second = __shfl_xor_sync(0xffffffffu, mine.second, step);
        other.label = __shfl_xor_sync(0xffffffffu, mine.label, step);
        mine.merge(other);
      }
      if (place.lane % 4 == 0) merged[threadIdx.x / 128 * tiles::k_rows + place.row(m, half)] = mine;
    }
  }
  __syncthreads();
  if (threadIdx.x >= tiles::k_rows) return;
  BestTwo mine = merged[threadIdx.x];
  mine.merge(merged[tiles::k_rows + threadIdx.x]);
  const std::int64_t row = row0 + threadIdx.x;
  const bool there = row < pass.points.rows;
  if (there) pass.labels[row] = mine.label;
  const bool proven = there && mine.second - mine.first > pass.bound[row];
  const unsigned listed = __ballot_sync(0xffffffffu, there && !proven);
  int at = 0;
  if (place.lane == 0 && listed != 0) at = atomicAdd(pass.uncertain_count, __popc(listed));
  at = __shfl_sync(0xffffffffu, at, 0) + __popc(listed & ((1u << place.lane) - 1));
  if (there && !proven) pass.uncertain[at] = static_cast<std::int32_t>(row);
}

/// Lists the candidates of each listed row. Block: k_threads; any grid, whose blocks loop over the listed rows. Dynamic
/// shared memory: plan.shared_bytes(Stages).
template <int Stages>
__global__ void __launch_bounds__(tiles::k_threads, tiles::k_blocks)
    score_candidates(CandidatePass pass, tiles::Plan plan) {
  const tiles::Place place;
  const std::int64_t listed = *pass.listed;
  for (std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * tiles::k_rows; first < listed;
       first += static_cast<std::int64_t>(gridDim.x) * tiles::k_rows) {
    float thresholds[tiles::k_warp_rows / 16][2];
#pragma unroll
    for (int m = 0; m < tiles::k_warp_rows / 16; ++m) {
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        const std::int64_t slot = first + place.row(m, half);
        thresholds[m][half] = slot < listed ? pass.thresholds[slot] : -FLT_MAX;
      }
    }
    tiles::for_each_tile<Stages>(
        pass.points, pass.centroids, plan,
        [&](int i) -> std::int64_t { return first + i < listed ? pass.rows[first + i] : -1; },
        [&](const tiles::Sums& sums, int tile) {
          for_each_score(sums, pass.half_sq, tile, place, [&](float score, int m, int half, int centroid) {
            if (score > thresholds[m][half] || centroid >= pass.centroids.rows) return;
            const std::int64_t slot = first + place.row(m, half);
            const int at = atomicAdd(pass.counts + slot, 1);
            if (at < k_most_candidates) pass.candidates[slot * k_most_candidates + at] = centroid;
          });
        });
  }
}

}  // namespace shoal::cuda

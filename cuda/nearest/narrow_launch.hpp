// Plans the launches of the passes over narrow points: shared memory, replicas of counters, grid.
#pragma once

#include <algorithm>

#include "cuda/nearest/narrow.cuh"
#include "cuda/runtime/dispatch.hpp"
#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/tuning.hpp"
#include "shoal/device.hpp"

namespace shoal::cuda {

struct NarrowLaunch {
  unsigned grid = 1;
  int tile = 0;           ///< centroids in shared memory at a time
  int log2_replicas = 0;  ///< replicas of the counters: 2^log2_replicas
  std::size_t shared_bytes = 0;
  bool fits = true;  ///< false: shared memory cannot hold the counters and a centroid
};

/// `counter_bytes` is the shared memory that one replica of the counters of all clusters takes; 0 for a pass without
/// sums.
inline NarrowLaunch plan_narrow(const Gpu& gpu, int d, std::int64_t k, RowRange rows, std::int64_t counter_bytes) {
  NarrowLaunch plan;
  const std::int64_t centroid_bytes = padded_cols(d) * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t room = std::min<std::int64_t>(gpu.shared_bytes, tuning::k_narrow_shared_bytes);
  const std::int64_t tile_room = std::min<std::int64_t>(tuning::k_centroid_tile_bytes, room - counter_bytes);
  plan.fits = tile_room >= centroid_bytes;
  if (!plan.fits) return plan;
  plan.tile = static_cast<int>(std::min(k, tile_room / centroid_bytes));
  const std::int64_t left = room - plan.tile * centroid_bytes;
  while (counter_bytes > 0 && plan.log2_replicas < 5 && counter_bytes << (plan.log2_replicas + 1) <= left) {
    ++plan.log2_replicas;
  }
  plan.shared_bytes = static_cast<std::size_t>(plan.tile * centroid_bytes + (counter_bytes << plan.log2_replicas));
  const std::int64_t groups = (rows.end + k_narrow_rows - 1) / k_narrow_rows - rows.begin / k_narrow_rows;
  const std::int64_t blocks = (groups + k_narrow_threads - 1) / k_narrow_threads;
  // A block must not add up more rows than its counters hold.
  const std::int64_t least = counter_bytes == 0 ? 1 : (rows.end - rows.begin) / tuning::k_most_rows_of_a_block + 1;
  plan.grid = whole_grid(std::max<std::int64_t>(grid_for(gpu, tuning::k_narrow_blocks, blocks), least));
  return plan;
}

inline NarrowRows narrow_rows(const Strided<float>& x, RowRange rows, const float* centroids, std::int64_t k,
                              const NarrowLaunch& plan) {
  return {{x.values, x.col_stride, x.rows, x.cols}, rows.begin, rows.end, centroids, static_cast<int>(k), plan.tile};
}

}  // namespace shoal::cuda

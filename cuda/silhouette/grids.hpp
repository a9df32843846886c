// Grids: numbers of blocks, computed in 64 bits, in launches of at most 2^31 - 1 blocks.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cuda/runtime/launch.hpp"
#include "cuda/silhouette/groups.hpp"

namespace shoal::cuda {

inline constexpr std::int64_t k_max_blocks = (std::int64_t{1} << 31) - 1;

/// A grid whose threads loop over `count` values: four or more values a thread, and enough blocks for the largest GPU.
inline LaunchShape grid_stride_shape(std::int64_t count) {
  constexpr std::int64_t threads = 256, most = 4096;
  const std::int64_t blocks = std::clamp<std::int64_t>((count + 4 * threads - 1) / (4 * threads), 1, most);
  return {dim3(static_cast<unsigned>(blocks)), dim3(threads)};
}

/// One block of k_tile_rows threads for each of `blocks` tiles, which are at most k_max_blocks.
inline LaunchShape tile_shape(std::int64_t blocks) { return {dim3(static_cast<unsigned>(blocks)), dim3(k_tile_rows)}; }

/// Divides `blocks` blocks into launches of at most `most`, and calls start(first block, number of blocks) for each.
template <class Start>
void for_each_launch(std::int64_t blocks, Start start, std::int64_t most = k_max_blocks) {
  for (std::int64_t first = 0; first < blocks; first += most) start(first, std::min(most, blocks - first));
}

}  // namespace shoal::cuda

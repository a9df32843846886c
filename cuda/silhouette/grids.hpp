// How many blocks: arithmetic in 64 bits, launches of at most 2^31 - 1 blocks.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cuda/runtime/launch.hpp"
#include "cuda/silhouette/groups.hpp"

namespace shoal::cuda {

inline constexpr std::int64_t k_max_blocks = (std::int64_t{1} << 31) - 1;

/// A grid whose threads stride over `count` values: enough blocks for the largest GPU, 4 values a thread and more.
inline LaunchShape grid_stride_shape(std::int64_t count) {
  constexpr std::int64_t threads = 256, most = 4096;
  const std::int64_t blocks = std::clamp<std::int64_t>((count + 4 * threads - 1) / (4 * threads), 1, most);
  return {dim3(static_cast<unsigned>(blocks)), dim3(threads)};
}

/// A block of k_tile_rows threads for each of `blocks` (at most k_max_blocks).
inline LaunchShape tile_shape(std::int64_t blocks) { return {dim3(static_cast<unsigned>(blocks)), dim3(k_tile_rows)}; }

/// Cuts `blocks` into launches of at most `most`: calls start(first block, count).
template <class Start>
void for_each_launch(std::int64_t blocks, Start start, std::int64_t most = k_max_blocks) {
  for (std::int64_t first = 0; first < blocks; first += most) start(first, std::min(most, blocks - first));
}

}  // namespace shoal::cuda

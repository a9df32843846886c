// How the pass over pairs of tiles is cut into ranges and blocks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cuda/silhouette/groups.hpp"

namespace shoal::cuda {

/// Most tiles that a block compares its tile with.
inline constexpr int k_max_tiles_per_block = 64;

/// Consecutive ranges of whole tiles. A row takes `bytes_per_sum` for each of k clusters, a tile 4 more; a range takes
/// at most `bytes`, or holds one tile.
std::vector<TileRange> cut_ranges(std::span<const Tile> tiles, std::int64_t k, std::int64_t bytes_per_sum,
                                  std::int64_t bytes);

/// Blocks of a pass: each tile of the range against slices of all tiles.
struct PairGrid {
  std::int64_t blocks;
  int tiles_per_block;
};

/// `tiles_per_block` of 0 is chosen so that there are about `wanted_blocks` with work.
PairGrid pair_grid(std::int64_t all_tiles, std::int64_t range_tiles, int tiles_per_block, std::int64_t wanted_blocks);

}  // namespace shoal::cuda

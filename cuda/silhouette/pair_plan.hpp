// Divides the pass over pairs of tiles into ranges of tiles and into blocks.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cuda/silhouette/groups.hpp"

namespace shoal::cuda {

/// The most tiles that a block compares its own tile with.
inline constexpr int k_max_tiles_per_block = 64;

/// Divides the tiles into consecutive ranges. A row takes `bytes_per_sum` bytes for each of k clusters, and a tile 4
/// more for each. A range takes at most `bytes` bytes, or holds a single tile.
std::vector<TileRange> cut_ranges(std::span<const Tile> tiles, std::int64_t k, std::int64_t bytes_per_sum,
                                  std::int64_t bytes);

/// The blocks of a pass: each tile of the range against slices of all tiles.
struct PairGrid {
  std::int64_t blocks;
  int tiles_per_block;
};

/// With tiles_per_block = 0, it is chosen so that about `wanted_blocks` blocks have work.
PairGrid pair_grid(std::int64_t all_tiles, std::int64_t range_tiles, int tiles_per_block, std::int64_t wanted_blocks);

}  // namespace shoal::cuda

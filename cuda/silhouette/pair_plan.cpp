#include "cuda/silhouette/pair_plan.hpp"

#include <algorithm>

namespace shoal::cuda {

std::vector<TileRange> cut_ranges(std::span<const Tile> tiles, std::int64_t k, std::int64_t bytes_per_sum,
                                  std::int64_t bytes) {
  constexpr auto bytes_per_need = static_cast<std::int64_t>(sizeof(std::int32_t));
  std::vector<TileRange> ranges;
  std::int64_t left = 0;
  for (std::int64_t t = 0; t < std::ssize(tiles); ++t) {
    const Tile& tile = tiles[static_cast<std::size_t>(t)];
    const std::int64_t cost = k * (tile.rows * bytes_per_sum + bytes_per_need);
    if (ranges.empty() || cost > left) {
      ranges.push_back({t, 0, tile.begin, 0});
      left = bytes;
    }
    left -= cost;
    ++ranges.back().tiles;
    ranges.back().rows += tile.rows;
  }
  return ranges;
}

PairGrid pair_grid(std::int64_t all_tiles, std::int64_t range_tiles, int tiles_per_block, std::int64_t wanted_blocks) {
  if (tiles_per_block == 0) {
    const std::int64_t pairs = all_tiles * range_tiles / 2;
    tiles_per_block = static_cast<int>(std::clamp<std::int64_t>(pairs / wanted_blocks, 1, k_max_tiles_per_block));
  }
  return {range_tiles * ((all_tiles + tiles_per_block - 1) / tiles_per_block), tiles_per_block};
}

}  // namespace shoal::cuda

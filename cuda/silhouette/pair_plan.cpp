#include "cuda/silhouette/pair_plan.hpp"

#include <algorithm>

namespace shoal::cuda {

std::vector<Batch> cut_batches(std::span<const Tile> tiles, std::int64_t k, std::int64_t bytes_per_sum,
                               std::int64_t bytes) {
  constexpr auto bytes_per_need = static_cast<std::int64_t>(sizeof(std::int32_t));
  std::vector<Batch> batches;
  std::int64_t left = 0;
  for (std::int64_t t = 0; t < std::ssize(tiles); ++t) {
    const Tile& tile = tiles[static_cast<std::size_t>(t)];
    const std::int64_t cost = k * (tile.rows * bytes_per_sum + bytes_per_need);
    if (batches.empty() || cost > left) {
      batches.push_back({t, 0, tile.begin, 0});
      left = bytes;
    }
    left -= cost;
    ++batches.back().tiles;
    batches.back().rows += tile.rows;
  }
  return batches;
}

PairGrid pair_grid(std::int64_t all_tiles, std::int64_t batch_tiles, int tiles_per_block, std::int64_t wanted_blocks) {
  if (tiles_per_block == 0) {
    const std::int64_t pairs = all_tiles * batch_tiles / 2;
    tiles_per_block = static_cast<int>(std::clamp<std::int64_t>(pairs / wanted_blocks, 1, k_max_tiles_per_block));
  }
  return {batch_tiles * ((all_tiles + tiles_per_block - 1) / tiles_per_block), tiles_per_block};
}

}  // namespace shoal::cuda

#include "cuda/silhouette/pair_plan.hpp"

#include <gtest/gtest.h>

#include "cuda/silhouette/grids.hpp"

namespace shoal::test {
namespace {

using cuda::Tile;
using cuda::TileRange;

/// Tiles of `rows` rows each.
std::vector<Tile> tiles_of(std::int64_t count, std::int32_t rows) {
  std::vector<Tile> tiles;
  for (std::int64_t t = 0; t < count; ++t) tiles.push_back({t * rows, rows, 0});
  return tiles;
}

TEST(PairPlan, BatchesHoldAllTilesInOrder) {
  const auto tiles = tiles_of(10, 100);
  for (const std::int64_t bytes : {1, 100 * 7 * 12 + 7 * 4, 3 * (100 * 7 * 12 + 7 * 4), 1'000'000}) {
    const auto ranges = cuda::cut_ranges(tiles, 7, 12, bytes);
    std::int64_t tile = 0;
    for (const TileRange& range : ranges) {
      EXPECT_EQ(range.first_tile, tile);
      EXPECT_EQ(range.first_row, tile * 100);
      EXPECT_EQ(range.rows, range.tiles * 100);
      EXPECT_TRUE(range.tiles == 1 || range.rows * 7 * 12 + range.tiles * 7 * 4 <= bytes);
      tile += range.tiles;
    }
    EXPECT_EQ(tile, 10);
  }
  EXPECT_EQ(cuda::cut_ranges(tiles, 7, 12, 3 * (100 * 7 * 12 + 7 * 4)).size(), 4);  // 3 + 3 + 3 + 1 tiles
  EXPECT_TRUE(cuda::cut_ranges({}, 7, 12, 100).empty());
}

/// 2^20 rows and 2^12 clusters: n k is 2^32, and so are 64 tiles' sums of 2^26 clusters.
TEST(PairPlan, CountsBytesInSixtyFourBits) {
  const auto tiles = tiles_of(1 << 13, 128);
  const std::int64_t k = 1 << 12, tile_bytes = k * (128 * 12 + 4);
  const auto ranges = cuda::cut_ranges(tiles, k, 12, 1000 * tile_bytes);
  ASSERT_EQ(ranges.size(), 9);
  EXPECT_EQ(ranges[0].tiles, 1000);
  EXPECT_EQ(ranges[8].tiles, (1 << 13) - 8000);
  EXPECT_EQ(cuda::cut_ranges(tiles_of(64, 128), 1 << 26, 12, std::int64_t{1} << 40).size(), 7);
}

/// n^2 is 2^68 for 2^34 rows, their pairs of tiles 2^54.
TEST(PairPlan, CountsBlocksInSixtyFourBits) {
  const std::int64_t tiles = std::int64_t{1} << 27;
  const cuda::PairGrid grid = cuda::pair_grid(tiles, tiles, 0, 16384);
  EXPECT_EQ(grid.tiles_per_block, cuda::k_max_tiles_per_block);
  EXPECT_EQ(grid.blocks, tiles * (tiles / 64));
  EXPECT_EQ(cuda::pair_grid(tiles + 1, 3, 5, 16384).blocks, 3 * ((tiles + 1 + 4) / 5));
  EXPECT_EQ(cuda::pair_grid(1, 1, 0, 16384).tiles_per_block, 1);
}

TEST(PairPlan, LaunchesCoverAllBlocks) {
  std::int64_t next = 0, launches = 0;
  const std::int64_t blocks = 3 * cuda::k_max_blocks + 7;
  cuda::for_each_launch(blocks, [&](std::int64_t first, std::int64_t count) {
    EXPECT_EQ(first, next);
    EXPECT_LE(count, cuda::k_max_blocks);
    next = first + count;
    ++launches;
  });
  EXPECT_EQ(next, blocks);
  EXPECT_EQ(launches, 4);
}

}  // namespace
}  // namespace shoal::test

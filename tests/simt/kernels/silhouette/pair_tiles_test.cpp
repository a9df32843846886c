// Squared distances of two tiles, as registers of 256 threads, against the canonical chain.
#include "cuda/silhouette/pair_tiles.cuh"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "emulated.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {
namespace {

using simt::test::OnDevice;

/// out[r * k_tile_rows + c] = squared distance of point r of one tile to point c of the other. Coordinate j of point r is
/// rows[j * k_tile_rows + r]. One chunk of at most k_pair_depth coordinates where `whole`, else as many as it takes.
template <class Y>
__global__ void squares_of_tiles(const Y* rows, const Y* cols, int d, bool whole, Y* out) {
  SIMT_SHARED(TileLine<Y>, row_lines, [k_pair_depth<Y>]);
  SIMT_SHARED(TileLine<Y>, col_lines, [k_pair_depth<Y>]);
  for (int half = 0; half < k_pair_halves; ++half) {
    PairSquares<Y> sq = {};
    for (int first = 0; first < d; first += k_pair_depth<Y>) {
      const int depth = min(d - first, k_pair_depth<Y>);
      __syncthreads();
      for (int i = static_cast<int>(threadIdx.x); i < depth * k_tile_rows; i += k_pair_threads) {
        const int at = first * k_tile_rows + i;
        reinterpret_cast<Y*>(row_lines[i / k_tile_rows])[i % k_tile_rows] = rows[at];
        reinterpret_cast<Y*>(col_lines[i / k_tile_rows])[i % k_tile_rows] = cols[at];
      }
      __syncthreads();
      if (whole) tile_squares<1>(row_lines, col_lines, depth, half, sq);
      for (int c = 0; c < depth && !whole; ++c) coordinate_squares<Y, false>(row_lines[c], col_lines[c], half, sq);
    }
    for (int i = 0; i < k_thread_rows; ++i) {
      for (int j = 0; j < k_thread_cols; ++j) out[pair_row(i) * k_tile_rows + pair_col(half) + j] = sq[i][j];
    }
  }
}

/// A tile's coordinates, of very different magnitudes and of both signs.
template <class Y>
std::vector<Y> tile_of(int d, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  std::vector<Y> values(static_cast<std::size_t>(d * k_tile_rows));
  for (Y& value : values) value = static_cast<Y>(std::ldexp(unit(random), static_cast<int>(random() % 12)));
  return values;
}

template <class Y>
void expect_canonical(int d, bool whole) {
  const std::vector<Y> rows = tile_of<Y>(d, 1), cols = tile_of<Y>(d, 2);
  const OnDevice<Y> on_rows(rows), on_cols(cols), out(k_tile_rows * k_tile_rows, static_cast<Y>(NAN));
  ASSERT_EQ(
      simt::test::run(squares_of_tiles<Y>, 1, k_pair_threads, 0, on_rows.data(), on_cols.data(), d, whole, out.data()),
      "");
  const std::vector<Y> got = out.values();
  for (std::size_t r = 0; r < k_tile_rows; ++r) {
    for (std::size_t c = 0; c < k_tile_rows; ++c) {
      Y wanted = 0;
      for (std::size_t j = 0; j < static_cast<std::size_t>(d); ++j) {
        const Y t = rows[j * k_tile_rows + r] - cols[j * k_tile_rows + c];
        wanted = std::fma(t, t, wanted);
      }
      ASSERT_EQ(got[r * k_tile_rows + c], wanted) << r << ", " << c;
    }
  }
}

TEST(PairTiles, HoldTheCanonicalSquareOfEveryPair) {
  for (const int d : {1, 3, 16}) expect_canonical<float>(d, true);
  for (const int d : {1, 4}) expect_canonical<double>(d, true);
}

/// Double points of any width are one chain over all chunks.
TEST(PairTiles, GoOnWithTheChainFromChunkToChunk) {
  for (const int d : {1, 4, 5, 17, 40}) expect_canonical<double>(d, false);
}

}  // namespace
}  // namespace shoal::cuda

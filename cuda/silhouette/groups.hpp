// Points in the order of their clusters, as kernels see them.
#pragma once

#include <cstdint>

namespace shoal::cuda {

/// Most rows of a tile: a block compares two tiles at a time.
inline constexpr int k_tile_rows = 128;

/// Consecutive rows of one cluster, in the order of `Groups`.
struct Tile {
  std::int64_t begin;
  std::int32_t rows;  ///< 1 to k_tile_rows
  std::int32_t cluster;
};

/// Rows sorted by cluster, those left out missing. Value j of the row at place p is values[j * rows + p], scaled by a
/// power of two.
template <class Y>
struct Groups {
  const Y* values;  ///< d x rows
  std::int64_t rows;
  std::int64_t cols;
  std::int64_t k;
  const std::int64_t* starts;       ///< k + 1: the first place of each cluster
  const std::int64_t* first_tiles;  ///< k + 1: the first tile of each cluster
  const Tile* tiles;
  std::int64_t tile_count;
};

/// What the bounds on a mean distance need to know of the clusters: means over their members y of the central moments,
/// with z = y - mean: |z|^2, and where `width` is more than 1 also |z|^4, |z|^2 z (d values) and z z' (d x d).
struct Moments {
  const double* mean;     ///< k x d
  const double* central;  ///< k x width
  std::int64_t width;     ///< 1 or all_moments(d)
};

inline constexpr std::int64_t all_moments(std::int64_t d) { return 2 + d + d * d; }

/// Rows whose sums are resident: all those of a run of tiles. Tables of a range are k x rows.
struct TileRange {
  std::int64_t first_tile;
  std::int64_t tiles;
  std::int64_t first_row;
  std::int64_t rows;
};

}  // namespace shoal::cuda

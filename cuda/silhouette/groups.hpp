// Points in the order of their clusters, as kernels take them.
#pragma once

#include <cstdint>

namespace shoal::cuda {

/// The most rows of a tile. A block compares two tiles at a time.
inline constexpr int k_tile_rows = 128;

/// Consecutive rows of one cluster, in the order of `Groups`.
struct Tile {
  std::int64_t begin;
  std::int32_t rows;  ///< 1 to k_tile_rows
  std::int32_t cluster;
};

/// Rows sorted by cluster, without the rows that are left out. Value j of the row at place p is values[j * rows + p],
/// scaled by a power of two.
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

/// What the bounds on mean distances need of the clusters: means over the members y of a cluster of central moments,
/// with z = y - mean. The first is |z|^2; where `width` is more than 1, |z|^4, |z|^2 z (d values) and z z' (d x d)
/// follow.
struct Moments {
  const double* mean;     ///< k x d
  const double* central;  ///< k x width
  std::int64_t width;     ///< 1 or all_moments(d)
};

inline constexpr std::int64_t all_moments(std::int64_t d) { return 2 + d + d * d; }

/// Consecutive tiles whose rows' sums are in memory at the same time. Tables of a range are k x rows.
struct TileRange {
  std::int64_t first_tile;
  std::int64_t tiles;
  std::int64_t first_row;
  std::int64_t rows;
};

}  // namespace shoal::cuda

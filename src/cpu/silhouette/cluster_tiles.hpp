// Points in the order of their clusters, as the silhouette's passes read them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/device.hpp"

namespace shoal::cpu {

/// A 64-bit index as the standard containers take it.
inline std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

/// The smallest multiple of k_tile_unit that holds so many rows.
inline std::int64_t tile_stride(std::int64_t rows) { return multiple_above(rows, k_tile_unit); }

/// Rows that take part, cluster by cluster, cut into tiles of k_tile_rows; only the last tile of a cluster may be shorter.
/// What belongs to a row of a tile lies at a lane: those of a cluster follow each other, filled up to whole units. Y is
/// the type of the copy, whose values are those of the host times `scale`. Memory: that of the copy and 8 bytes a row.
template <class Y>
class ClusterTiles {
 public:
  ClusterTiles(HostView host, std::span<const std::int32_t> labels, std::int64_t k, double scale);

  std::int64_t k() const { return static_cast<std::int64_t>(starts_.size()) - 1; }
  std::int64_t cols() const { return cols_; }
  /// Rows of a cluster.
  std::int64_t size(std::int64_t c) const { return start(c + 1) - start(c); }
  /// The rows of a cluster in their order: those of tile t begin at t * k_tile_rows. Whoever changes the order calls
  /// fill() afterwards.
  std::span<std::int64_t> rows(std::int64_t c) { return std::span(rows_).subspan(at(start(c)), at(size(c))); }
  std::span<const std::int64_t> rows(std::int64_t c) const {
    return std::span(rows_).subspan(at(start(c)), at(size(c)));
  }
  std::int64_t tiles(std::int64_t c) const { return (size(c) + k_tile_rows - 1) / k_tile_rows; }
  /// Lanes of a cluster.
  std::int64_t lanes(std::int64_t c) const { return tile_stride(size(c)); }
  std::int64_t lanes() const { return first_lane_.back(); }
  RowTile<Y> tile(std::int64_t c, std::int64_t t) const;

  /// Copies the rows into the tiles, anew.
  void fill(ThreadPool& threads);

 private:
  std::int64_t start(std::int64_t c) const { return starts_[at(c)]; }
  void fill_cluster(std::int64_t c);

  HostView host_;
  double scale_;
  std::int64_t cols_;
  std::vector<std::int64_t> rows_;
  std::vector<std::int64_t> starts_;      ///< k + 1
  std::vector<std::int64_t> first_lane_;  ///< k + 1
  AlignedBuffer<Y> values_;               ///< tile after tile
};

extern template class ClusterTiles<float>;
extern template class ClusterTiles<double>;

}  // namespace shoal::cpu

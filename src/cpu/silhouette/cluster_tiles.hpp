// Points in the order of their clusters, as the passes of the silhouette read them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/at.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/device.hpp"

namespace shoal::cpu {

/// The stride of a tile with so many rows: a multiple of k_tile_unit.
inline std::int64_t tile_stride(std::int64_t rows) { return multiple_above(rows, k_tile_unit); }

/// The rows with a label, cluster by cluster, cut into tiles of k_tile_rows. Only the last tile of a cluster may be shorter.
/// Each row has a lane, where arrays hold what belongs to it. The lanes of a cluster follow each other and are filled up to
/// whole units. Y is the type of the copy; its values are those of the host times `scale`. Memory: that of the copy and
/// 8 bytes a row.
template <class Y>
class ClusterTiles {
 public:
  ClusterTiles(HostView host, std::span<const std::int32_t> labels, std::int64_t k, double scale);

  std::int64_t k() const { return static_cast<std::int64_t>(starts_.size()) - 1; }
  std::int64_t cols() const { return cols_; }
  /// Rows of a cluster.
  std::int64_t size(std::int64_t c) const { return start(c + 1) - start(c); }
  /// The rows of a cluster in order. Those of tile t begin at t * k_tile_rows. Who changes the order must call fill()
  /// afterwards.
  std::span<std::int64_t> rows(std::int64_t c) { return std::span(rows_).subspan(at(start(c)), at(size(c))); }
  std::span<const std::int64_t> rows(std::int64_t c) const {
    return std::span(rows_).subspan(at(start(c)), at(size(c)));
  }
  std::int64_t tiles(std::int64_t c) const { return (size(c) + k_tile_rows - 1) / k_tile_rows; }
  /// Lanes of a cluster, and of all clusters.
  std::int64_t lanes(std::int64_t c) const { return tile_stride(size(c)); }
  std::int64_t lanes() const { return first_lane_.back(); }
  RowTile<Y> tile(std::int64_t c, std::int64_t t) const;

  /// Copies the rows into the tiles.
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

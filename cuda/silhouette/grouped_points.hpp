// Points sorted by cluster in device memory and divided into tiles, with the moments of the clusters.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/stream.hpp"
#include "cuda/runtime/views.hpp"
#include "cuda/silhouette/groups.hpp"

namespace shoal::cuda {

/// The rows with labels in [0, k), sorted by cluster; within a cluster by the other clusters that may be nearest to
/// them, and then by row number. Device memory: at most rows * (d + 2) values, and O(k d).
template <class Y>
class GroupedPoints {
 public:
  /// Values are multiplied by `scale`, a power of two for which the products are exact. `labels` lie on the host.
  template <class X>
  GroupedPoints(const Stream& stream, const Strided<X>& x, std::span<const std::int32_t> labels, std::int64_t k,
                double scale);

  Groups<Y> groups() const;
  Moments moments() const { return {mean_.data(), central_.data(), moments_width_}; }
  /// rows()[p] is the row at place p.
  const std::int64_t* rows() const { return rows_.data(); }
  std::span<const Tile> tiles() const { return host_tiles_; }

 private:
  void cut_tiles(const Stream& stream);
  void measure(const Stream& stream);

  std::int64_t cols_, k_, count_ = 0;
  std::vector<std::int64_t> host_starts_, host_first_tiles_;
  std::vector<Tile> host_tiles_;
  Buffer<Y> values_;
  Buffer<std::int64_t> rows_, starts_, first_tiles_;
  Buffer<Tile> tiles_;
  std::int64_t moments_width_ = 1;
  Buffer<double> mean_, central_;
};

}  // namespace shoal::cuda

#include "cpu/silhouette/cluster_tiles.hpp"

#include <algorithm>

#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {
namespace {

/// Transposes the rows and repeats the last one up to the stride.
template <class X, class Y>
void fill_tile(MatrixView<const X> host, std::span<const std::int64_t> rows, double scale, std::int64_t stride,
               Y* out) {
  for (std::int64_t r = 0; r < stride; ++r) {
    const X* row = host.row(rows[std::min(static_cast<std::size_t>(r), rows.size() - 1)]);
    for (std::int64_t j = 0; j < host.cols; ++j) {
      out[j * stride + r] = static_cast<Y>(static_cast<double>(row[j]) * scale);
    }
  }
}

}  // namespace

template <class Y>
ClusterTiles<Y>::ClusterTiles(HostView host, std::span<const std::int32_t> labels, std::int64_t k, double scale)
    : host_(host),
      scale_(scale),
      cols_(std::visit([](const auto& view) { return view.cols; }, host)),
      starts_(at(k) + 1, 0) {
  for (const std::int32_t label : labels) {
    if (label >= 0) ++starts_[at(label) + 1];
  }
  first_lane_.push_back(0);
  for (std::int64_t c = 0; c < k; ++c) {
    first_lane_.push_back(first_lane_.back() + tile_stride(starts_[at(c) + 1]));
    starts_[at(c) + 1] += starts_[at(c)];
  }
  std::vector<std::int64_t> next = starts_;
  rows_.resize(at(starts_.back()));
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0) rows_[at(next[at(labels[i])]++)] = static_cast<std::int64_t>(i);
  }
  values_ = AlignedBuffer<Y>(lanes() * cols_);
}

template <class Y>
RowTile<Y> ClusterTiles<Y>::tile(std::int64_t c, std::int64_t t) const {
  const std::int64_t rows = std::min(k_tile_rows, size(c) - t * k_tile_rows);
  return {values_.data() + (first_lane_[at(c)] + t * k_tile_rows) * cols_, tile_stride(rows), rows};
}

template <class Y>
void ClusterTiles<Y>::fill_cluster(std::int64_t c) {
  for (std::int64_t t = 0; t < tiles(c); ++t) {
    const RowTile<Y> to = tile(c, t);
    const auto from = rows(c).subspan(at(t * k_tile_rows), at(to.rows));
    Y* out = values_.data() + (to.values - values_.data());
    std::visit([&](const auto& host) { fill_tile(host, from, scale_, to.stride, out); }, host_);
  }
}

template <class Y>
void ClusterTiles<Y>::fill(ThreadPool& threads) {
  run_tasks(threads, k(), static_cast<double>(lanes() * cols_), [&](std::int64_t c, int) { fill_cluster(c); });
}

template class ClusterTiles<float>;
template class ClusterTiles<double>;

}  // namespace shoal::cpu

#include "cuda/silhouette/grouped_points.hpp"

#include <algorithm>

#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/sort_by_key.hpp"
#include "cuda/silhouette/cluster_bounds.cuh"
#include "cuda/silhouette/cluster_moments.cuh"
#include "cuda/silhouette/grids.hpp"
#include "cuda/silhouette/group_rows.cuh"

namespace shoal::cuda {
namespace {

/// True when fourth moments cost little: d^2 operations for each row and cluster, and d^2 numbers for each cluster,
/// beside the n d operations for a row's distances.
bool fourth_moments_pay(std::int64_t n, std::int64_t d, std::int64_t k) { return d > 1 && d <= 64 && k <= n / (8 * d); }

}  // namespace

template <class Y>
template <class X>
GroupedPoints<Y>::GroupedPoints(const Stream& stream, const Strided<X>& x, std::span<const std::int32_t> labels,
                                std::int64_t k, double scale)
    : cols_(x.cols), k_(k), starts_(k + 1) {
  const std::int64_t n = x.rows;
  KeyedRows keyed(n);
  Buffer<std::int32_t> device_labels(n);
  to_device(stream, device_labels.data(), labels.data(), n);
  launch("keys_of_labels", keys_of_labels, grid_stride_shape(n), stream, device_labels.data(), n, k, keyed.keys.data(),
         keyed.rows.data());
  sort_by_key(stream, keyed, n);
  launch("cluster_starts", cluster_starts, grid_stride_shape(k + 1), stream, keyed.keys.data(), n, k, starts_.data());
  host_starts_.resize(static_cast<std::size_t>(k + 1));
  to_host(stream, host_starts_.data(), starts_.data(), k + 1);
  stream.wait();
  count_ = host_starts_.back();
  if (count_ == 0) return;

  cut_tiles(stream);
  values_ = Buffer<Y>(count_ * cols_);
  const auto gather = [&] {
    launch("gather_rows", gather_rows<Y, X>, grid_stride_shape(count_ * cols_), stream, x, keyed.rows.data(), count_,
           scale, values_.data());
  };
  gather();
  measure(stream);
  launch("candidate_keys", candidate_keys<Y>, tile_shape(std::ssize(host_tiles_)), stream, groups(), moments(),
         keyed.keys.data());
  sort_by_key(stream, keyed, count_);
  gather();
  rows_ = std::move(keyed.rows);
  stream.wait();  // the caller may change the labels from now on
}

template <class Y>
void GroupedPoints<Y>::cut_tiles(const Stream& stream) {
  for (std::int64_t c = 0; c < k_; ++c) {
    const std::int64_t end = host_starts_[static_cast<std::size_t>(c + 1)];
    host_first_tiles_.push_back(std::ssize(host_tiles_));
    for (std::int64_t begin = host_starts_[static_cast<std::size_t>(c)]; begin < end; begin += k_tile_rows) {
      host_tiles_.push_back({begin, static_cast<std::int32_t>(std::min<std::int64_t>(k_tile_rows, end - begin)),
                             static_cast<std::int32_t>(c)});
    }
  }
  host_first_tiles_.push_back(std::ssize(host_tiles_));
  tiles_ = Buffer<Tile>(std::ssize(host_tiles_));
  first_tiles_ = Buffer<std::int64_t>(k_ + 1);
  to_device(stream, tiles_.data(), host_tiles_.data(), std::ssize(host_tiles_));
  to_device(stream, first_tiles_.data(), host_first_tiles_.data(), k_ + 1);
}

template <class Y>
void GroupedPoints<Y>::measure(const Stream& stream) {
  const std::int64_t tiles = std::ssize(host_tiles_);
  if (fourth_moments_pay(count_, cols_, k_)) moments_width_ = all_moments(cols_);
  mean_ = Buffer<double>(k_ * cols_);
  central_ = Buffer<double>(k_ * moments_width_);
  const Buffer<double> partials(tiles * std::max(cols_, moments_width_));
  const auto mean_of = [&](std::int64_t width, double* means) {
    launch("cluster_means", cluster_means<Y>, tile_shape((k_ * width + 3) / 4), stream, groups(), partials.data(),
           width, means);
  };
  launch("tile_sums", tile_sums<Y>, tile_shape(tiles), stream, groups(), partials.data());
  mean_of(cols_, mean_.data());
  launch("tile_moments", tile_moments<Y>, tile_shape(tiles), stream, groups(), mean_.data(), moments_width_,
         partials.data());
  mean_of(moments_width_, central_.data());
  stream.wait();  // the kernels use the partial sums, which are freed here
}

template <class Y>
Groups<Y> GroupedPoints<Y>::groups() const {
  return {values_.data(),         count_, cols_, k_, starts_.data(), first_tiles_.data(), tiles_.data(),
          std::ssize(host_tiles_)};
}

template class GroupedPoints<float>;
template class GroupedPoints<double>;
template GroupedPoints<float>::GroupedPoints(const Stream&, const Strided<float>&, std::span<const std::int32_t>,
                                             std::int64_t, double);
template GroupedPoints<double>::GroupedPoints(const Stream&, const Strided<float>&, std::span<const std::int32_t>,
                                              std::int64_t, double);
template GroupedPoints<double>::GroupedPoints(const Stream&, const Strided<double>&, std::span<const std::int32_t>,
                                              std::int64_t, double);

}  // namespace shoal::cuda

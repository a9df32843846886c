#include "cuda/silhouette/label_spreads.hpp"

#include <algorithm>
#include <cmath>

#include "cuda/runtime/launch.hpp"
#include "cuda/runtime/tuning.hpp"
#include "cuda/silhouette/spreads.cuh"

namespace shoal::cuda {
namespace {

/// Replicas of the counters, as the exponent of a power of two: as many as fit, at most one for each lane; -1 when not
/// even one fits.
int log2_replicas(std::int64_t k) {
  int log2 = -1;
  while (log2 < 5 && ((k * k_spread_fields) << (log2 + 1)) <= k_spread_counters) ++log2;
  return log2;
}

template <class X>
class Spreads {
 public:
  Spreads(const Gpu& gpu, const CudaPoints& points, std::span<const std::int32_t> labels, const ScaledMeans& means)
      : gpu_(gpu),
        points_(points),
        k_(means.whole.rows()),
        scale_(means.scale),
        labels_(std::ssize(labels)),
        whole_(k_ * points.cols()),
        rest_(k_ * points.cols()) {
    to_device(stream_, labels_.data(), labels.data(), labels_.size());
    to_device(stream_, whole_.data(), means.whole.values().data(), whole_.size());
    to_device(stream_, rest_.data(), means.rest.values().data(), rest_.size());
  }

  std::vector<detail::SpreadScale> scales() {
    const Buffer<unsigned> largest(k_);
    fill_bytes(stream_, largest.data(), 0, k_);
    for_each_launch([&](const SpreadRows<X>& rows, const LaunchShape& shape) {
      launch("spread_limits", spread_limits<X>, shape, stream_, rows, largest.data());
    });
    std::vector<unsigned> exponents(static_cast<std::size_t>(k_));
    to_host(stream_, exponents.data(), largest.data(), k_);
    stream_.wait();
    std::vector<detail::SpreadScale> scales;
    for (const unsigned exponent : exponents) scales.push_back(detail::spread_scale(exponent));
    return scales;
  }

  /// For each cluster, the sum of its squared distances and that of its distances, at its scales.
  std::vector<WideSum> sums(const std::vector<detail::SpreadScale>& scales) {
    std::vector<double> powers;
    for (const detail::SpreadScale& scale : scales) {
      powers.push_back(power_of_two(scale.sq_exponent));
      powers.push_back(power_of_two(scale.length_exponent));
    }
    const Buffer<double> on_gpu(2 * k_);
    to_device(stream_, on_gpu.data(), powers.data(), 2 * k_);
    const Buffer<WideSum> sums(2 * k_);
    fill_bytes(stream_, sums.data(), 0, 2 * k_);
    for_each_launch([&](const SpreadRows<X>& rows, const LaunchShape& shape) {
      launch("spread_sums", spread_sums<X>, shape, stream_, rows, on_gpu.data(), log2_replicas(k_), sums.data());
    });
    std::vector<WideSum> all(static_cast<std::size_t>(2 * k_));
    to_host(stream_, all.data(), sums.data(), 2 * k_);
    stream_.wait();
    return all;
  }

 private:
  template <class Launch>
  void for_each_launch(const Launch& with) const {
    points_.for_each_chunk<X>(stream_, {0, points_.rows()}, [&](const Chunk<X>& chunk, RowRange range) {
      const std::int64_t n = range.end - range.begin;
      const std::int64_t blocks =
          std::max<std::int64_t>(grid_for(gpu_, tuning::k_streaming_blocks, n / k_spread_threads),
                                 (n + k_limb_additions - 1) / k_limb_additions);
      with(SpreadRows<X>{chunk.x, labels_.data() + chunk.first_row, whole_.data(), rest_.data(), scale_,
                         static_cast<int>(k_)},
           LaunchShape{whole_grid(blocks), k_spread_threads});
    });
  }

  const Gpu& gpu_;
  const CudaPoints& points_;
  const Stream stream_;
  const std::int64_t k_;
  const double scale_;
  const Buffer<std::int32_t> labels_;
  const Buffer<double> whole_, rest_;
};

}  // namespace

void label_spreads(const Gpu& gpu, const CudaPoints& points, std::span<const std::int32_t> labels,
                   const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) {
  const auto run = [&]<class X>() {
    Spreads<X> spreads(gpu, points, labels, means);
    const auto scales = spreads.scales();
    const auto sums = spreads.sums(scales);
    for (std::size_t c = 0; c < scales.size(); ++c) {
      sq[c] = std::ldexp(to_double(sums[2 * c].value()), -scales[c].sq_exponent);
      lengths[c] = std::ldexp(to_double(sums[2 * c + 1].value()), -scales[c].length_exponent);
    }
  };
  points.scalar() == Scalar::f32 ? run.template operator()<float>() : run.template operator()<double>();
}

}  // namespace shoal::cuda

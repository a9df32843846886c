#include "cpu/search/elkan_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::cpu {
namespace {

constexpr ChainPrecision k_canonical{0x1p-53, std::numeric_limits<double>::denorm_min()};
constexpr ChainPrecision k_estimate{0x1p-24, std::numeric_limits<float>::denorm_min()};
constexpr float k_largest = std::numeric_limits<float>::max();

float kept_value(float root, const Affine& bound) { return bound.of(std::min(root, k_largest)); }

}  // namespace

bool ElkanSearch::suits(const Kernels& kernels, const CpuPoints& x, std::int64_t k) {
  const bool wide = x.scalar() == Scalar::f32 && x.cols() > k_max_float_chain_cols;
  return wide && kernels.pair_distances != nullptr && 4 * (k + RowBounds::k_unit) <= x.cols() && x.cols() <= 100'000;
}

ElkanSearch::ElkanSearch(const Kernels& kernels, const CpuPoints& x, MatrixView<const double> centroids,
                         RowBounds& bounds)
    : kernels_(kernels),
      host_(x.host_view<float>()),
      bounds_(bounds),
      k_(centroids.rows),
      centroids_(in_chain_type<float>(centroids)),
      below_factor_(bounds.certain_below(k_canonical).factor),
      below_(bounds.stride()) {
  std::fill(below_.begin(), below_.end(), 0.0f);
  for (std::int64_t c = 0; c < k_; ++c) {
    below_.data()[c] = bounds.certain_below(k_canonical, c).term;
    kept_.push_back(bounds.kept_of(k_estimate, c));
    kept_own_.push_back(bounds.kept_of(k_canonical, c));
  }
}

float ElkanSearch::reach(double sq) const {
  return std::min(static_cast<float>(std::sqrt(sq)) * below_factor_, k_largest);
}

double ElkanSearch::nearest(const RowStep& step, const std::int32_t* last, std::int32_t* labels, double* sq) const {
  std::int64_t looked_at = 0;
  // So few rows at a time that the search finds them in the second cache.
  for (std::int64_t first = step.begin; first < step.end; first += k_block_rows) {
    const std::int64_t end = std::min(step.end, first + k_block_rows);
    for (std::int64_t row = first; row < end; ++row) {
      const std::int64_t at = row - step.first_row;
      labels[at] = std::clamp(last[at], 0, static_cast<std::int32_t>(k_ - 1));
    }
    renew_own_distances({first, end}, labels + (first - step.first_row));
    for (std::int64_t row = first; row < end; ++row) {
      const std::int64_t at = row - step.first_row;
      RowBounds::Own& own = bounds_.own(row);
      Nearest nearest{labels[at], own.sq};
      looked_at += search(host_.row(row), bounds_.kept(row), nearest);
      labels[at] = nearest.label;
      sq[at] = own.sq = nearest.sq;
    }
  }
  return static_cast<double>(step.rows()) - static_cast<double>(looked_at) / static_cast<double>(k_);
}

void ElkanSearch::renew_own_distances(RowRange range, const std::int32_t* labels) const {
  std::int64_t count = 0;
  std::int64_t stale[k_block_rows];
  const float* rows[k_block_rows] = {};
  const float* centroids[k_block_rows] = {};
  for (std::int64_t row = range.begin; row < range.end; ++row) {
    const std::int32_t label = labels[row - range.begin];
    RowBounds::Own& own = bounds_.own(row);
    const bool holds = bounds_.holds(own, label);
    own.met_at = bounds_.met_count();
    if (holds) continue;
    stale[count] = row;
    rows[count] = host_.row(row);
    centroids[count++] = centroids_.data() + label * host_.cols;
  }
  double sq[k_block_rows];
  kernels_.pair_distances(rows, centroids, count, host_.cols, sq);
  for (std::int64_t i = 0; i < count; ++i) bounds_.own(stale[i]).sq = sq[i];
}

std::int64_t ElkanSearch::search(const float* row, float* kept, Nearest& nearest) const {
  constexpr std::int64_t k_most = 1024;
  kept[nearest.label] = std::numeric_limits<float>::infinity();
  std::int64_t looked_at = 0;
  for (std::int64_t from = 0; from < bounds_.stride(); from += k_most) {
    std::int32_t list[k_most + Changes::k_slack];
    const std::int64_t count = kernels_.contenders(reach(nearest.sq), below_.data() + from, kept + from,
                                                   std::min(k_most, bounds_.stride() - from), list);
    for (std::int64_t i = 0; i < count; ++i) list[i] += static_cast<std::int32_t>(from);
    if (count > 0) compare(row, kept, {list, static_cast<std::size_t>(count)}, nearest);
    looked_at += count;
  }
  return looked_at;
}

void ElkanSearch::compare(const float* row, float* kept, std::span<const std::int32_t> list, Nearest& nearest) const {
  float estimated[1024];
  kernels_.estimates(row, centroids_.data(), host_.cols, list.data(), std::ssize(list), estimated);
  for (std::size_t i = 0; i < list.size(); ++i) {
    kept[list[i]] = kept_value(std::sqrt(std::min(estimated[i], k_largest)), kept_[static_cast<std::size_t>(list[i])]);
  }
  const auto best = std::min_element(estimated, estimated + list.size()) - estimated;
  // The likely winner first: it rules out most others.
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const std::int32_t c = list[i == 0 ? static_cast<std::size_t>(best) : i - 1];
    if (c == nearest.label || reach(nearest.sq) + below_.data()[c] < kept[c]) continue;
    const float* centroid = centroids_.data() + c * host_.cols;
    double sq = 0.0;
    kernels_.pair_distances(&row, &centroid, 1, host_.cols, &sq);
    if (sq > nearest.sq || (sq == nearest.sq && c > nearest.label)) continue;
    const Affine& left = kept_own_[static_cast<std::size_t>(nearest.label)];
    kept[nearest.label] = kept_value(static_cast<float>(std::sqrt(nearest.sq)), left);
    kept[c] = std::numeric_limits<float>::infinity();
    nearest = {c, sq};
  }
}

}  // namespace shoal::cpu

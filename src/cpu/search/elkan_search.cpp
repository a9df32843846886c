#include "cpu/search/elkan_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/at.hpp"

namespace shoal::cpu {
namespace {

constexpr ChainPrecision k_canonical{0x1p-53, std::numeric_limits<double>::denorm_min()};
constexpr ChainPrecision k_estimate{0x1p-24, std::numeric_limits<float>::denorm_min()};
constexpr float k_largest = std::numeric_limits<float>::max();

float bound_from_root(float root, const Affine& lower) { return lower.of(std::min(root, k_largest)); }

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
      upper_factor_(bounds.upper_plus_drift(k_canonical).factor),
      drift_terms_(bounds.stride()) {
  std::fill(drift_terms_.begin(), drift_terms_.end(), 0.0f);
  for (std::int64_t c = 0; c < k_; ++c) {
    drift_terms_.data()[c] = bounds.upper_plus_drift(k_canonical, c).term;
    lower_from_estimate_.push_back(bounds.lower_plus_drift(k_estimate, c));
    lower_from_canonical_.push_back(bounds.lower_plus_drift(k_canonical, c));
  }
}

float ElkanSearch::scaled_root(double sq) const {
  return std::min(static_cast<float>(std::sqrt(sq)) * upper_factor_, k_largest);
}

double ElkanSearch::nearest(const RowStep& step, const std::int32_t* last, std::int32_t* labels, double* sq) const {
  std::int64_t compared = 0;
  // So few rows at a time that the search finds them in the second cache.
  for (std::int64_t first = step.begin; first < step.end; first += k_block_rows) {
    const std::int64_t end = std::min(step.end, first + k_block_rows);
    for (std::int64_t row = first; row < end; ++row) {
      const std::int64_t i = row - step.first_row;
      labels[i] = std::clamp(last[i], 0, static_cast<std::int32_t>(k_ - 1));
    }
    renew_assigned_distances({first, end}, labels + (first - step.first_row));
    for (std::int64_t row = first; row < end; ++row) {
      const std::int64_t i = row - step.first_row;
      RowBounds::AssignedDistance& assigned = bounds_.assigned(row);
      Nearest nearest{labels[i], assigned.sq};
      compared += search(host_.row(row), bounds_.lower_bounds(row), nearest);
      labels[i] = nearest.label;
      sq[i] = assigned.sq = nearest.sq;
    }
  }
  return static_cast<double>(step.rows()) - static_cast<double>(compared) / static_cast<double>(k_);
}

void ElkanSearch::renew_assigned_distances(RowRange range, const std::int32_t* labels) const {
  std::int64_t count = 0;
  std::int64_t stale[k_block_rows];
  const float* rows[k_block_rows] = {};
  const float* centroids[k_block_rows] = {};
  for (std::int64_t row = range.begin; row < range.end; ++row) {
    const std::int32_t label = labels[row - range.begin];
    RowBounds::AssignedDistance& assigned = bounds_.assigned(row);
    const bool current = bounds_.is_current(assigned, label);
    assigned.version = bounds_.version();
    if (current) continue;
    stale[count] = row;
    rows[count] = host_.row(row);
    centroids[count++] = centroids_.data() + label * host_.cols;
  }
  double sq[k_block_rows];
  kernels_.pair_distances(rows, centroids, count, host_.cols, sq);
  for (std::int64_t i = 0; i < count; ++i) bounds_.assigned(stale[i]).sq = sq[i];
}

std::int64_t ElkanSearch::search(const float* row, float* lower_bounds, Nearest& nearest) const {
  lower_bounds[nearest.label] = std::numeric_limits<float>::infinity();
  std::int64_t compared = 0;
  for (std::int64_t from = 0; from < bounds_.stride(); from += k_list_centroids) {
    std::int32_t list[k_list_centroids + Changes::k_slack];
    const std::int64_t count =
        kernels_.contenders(scaled_root(nearest.sq), drift_terms_.data() + from, lower_bounds + from,
                            std::min(k_list_centroids, bounds_.stride() - from), list);
    for (std::int64_t i = 0; i < count; ++i) list[i] += static_cast<std::int32_t>(from);
    if (count > 0) compare(row, lower_bounds, {list, at(count)}, nearest);
    compared += count;
  }
  return compared;
}

void ElkanSearch::compare(const float* row, float* lower_bounds, std::span<const std::int32_t> list,
                          Nearest& nearest) const {
  float estimated[k_list_centroids];
  kernels_.estimates(row, centroids_.data(), host_.cols, list.data(), std::ssize(list), estimated);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const float root = std::sqrt(std::min(estimated[i], k_largest));
    lower_bounds[list[i]] = bound_from_root(root, lower_from_estimate_[at(list[i])]);
  }
  const auto best = std::min_element(estimated, estimated + list.size()) - estimated;
  // The likely winner comes first: it rules out most of the others.
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const std::int32_t c = list[i == 0 ? static_cast<std::size_t>(best) : i - 1];
    if (c == nearest.label || scaled_root(nearest.sq) + drift_terms_.data()[c] < lower_bounds[c]) continue;
    const float* centroid = centroids_.data() + c * host_.cols;
    double sq = 0.0;
    kernels_.pair_distances(&row, &centroid, 1, host_.cols, &sq);
    if (sq > nearest.sq || (sq == nearest.sq && c > nearest.label)) continue;
    const Affine& lower = lower_from_canonical_[at(nearest.label)];
    lower_bounds[nearest.label] = bound_from_root(static_cast<float>(std::sqrt(nearest.sq)), lower);
    lower_bounds[c] = std::numeric_limits<float>::infinity();
    nearest = {c, sq};
  }
}

}  // namespace shoal::cpu

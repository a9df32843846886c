#include "cpu/fit/row_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_widening = 8 * 0x1p-24;
constexpr double k_tiny = 0x1p-100;
}  // namespace

double distance_above(const double* a, const double* b, std::int64_t d) {
  double largest = 0.0;
  for (std::int64_t j = 0; j < d; ++j) largest = std::max(largest, std::abs(a[j] - b[j]));
  if (largest == 0.0 || std::isinf(largest)) return largest;
  double sum = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double t = (a[j] - b[j]) / largest;
    sum += t * t;
  }
  return largest * std::sqrt(sum) * (1.0 + gamma(static_cast<double>(d) + 8.0, 0x1p-53));
}

Affine root_above(const ChainPrecision& chain, std::int64_t d, double drift) {
  const double columns = static_cast<double>(d) + 8.0;
  const double shrink = std::sqrt(1.0 - gamma(columns, chain.roundoff));
  const double term = drift + std::sqrt(columns * chain.smallest) / shrink;
  return {rounded_up((1.0 + k_widening) / shrink), rounded_up(term * (1.0 + k_widening) + k_tiny)};
}

Affine root_below(const ChainPrecision& chain, std::int64_t d, double drift) {
  const double columns = static_cast<double>(d) + 8.0;
  const double stretch = std::sqrt(1.0 + gamma(columns, chain.roundoff));
  const double lost = std::sqrt(columns * chain.smallest);
  return {rounded_down((1.0 - k_widening) / stretch), rounded_down(drift * (1.0 - k_widening) - lost - k_tiny)};
}

Affine distance_below(double drift) {
  return {rounded_down(1.0 - k_widening), rounded_down(drift * (1.0 - k_widening) - k_tiny)};
}

bool RowBounds::meet(MatrixView<const double> centroids) {
  const std::int64_t d = centroids.cols;
  if (met_.rows() != centroids.rows || met_.cols() != d) {
    met_ = Matrix<double>(centroids.rows, d);
    moved_at_.assign(static_cast<std::size_t>(centroids.rows), ++met_count_);
    std::copy_n(centroids.data, centroids.size(), met_.values().begin());
    if (kept_.size() > 0) reset(kept_.size() / stride_, for_each_, [](std::int64_t) { return true; });
    return true;
  }
  double most = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    const double move = distance_above(centroids.row(c), met_.row(c), d);
    if (move == 0.0) continue;
    const auto at = static_cast<std::size_t>(c);
    most = std::max(most, move);
    moved_at_[at] = met_count_ + 1;
    if (for_each_) drift_[at] = sum_above(drift_[at], move);
    std::copy_n(centroids.row(c), d, met_.row(c));
  }
  if (most == 0.0) return false;
  if (!for_each_ && !drift_.empty()) drift_[0] = sum_above(drift_[0], most);
  ++met_count_;
  return true;
}

void RowBounds::make_room(std::int64_t n, bool for_each_centroid) {
  for_each_ = for_each_centroid;
  const std::int64_t bounds = for_each_ ? met_.rows() : 1;
  stride_ = for_each_ ? (bounds + k_unit - 1) / k_unit * k_unit : 1;
  drift_.assign(static_cast<std::size_t>(bounds), 0.0);
  if (kept_.size() != n * stride_) kept_ = AlignedBuffer<float>(n * stride_);
  if (for_each_ && own_.size() != n) own_ = AlignedBuffer<Own>(n);
}

void RowBounds::forget(std::int64_t first, std::int64_t end) {
  constexpr float k_infinity = std::numeric_limits<float>::infinity();
  const std::int64_t bounds = std::ssize(drift_);
  for (std::int64_t i = first; i < end; ++i) {
    std::fill(kept(i), kept(i) + bounds, -k_infinity);
    std::fill(kept(i) + bounds, kept(i) + stride_, k_infinity);
  }
  if (for_each_) std::fill(own_.begin() + first, own_.begin() + end, Own{0.0, -1});
}

Affine RowBounds::certain_below(const ChainPrecision& chain, std::int64_t c) const {
  return root_above(chain, met_.cols(), drift_at(c));
}

Affine RowBounds::kept_of(const ChainPrecision& chain, std::int64_t c) const {
  return root_below(chain, met_.cols(), drift_at(c));
}

}  // namespace shoal::cpu

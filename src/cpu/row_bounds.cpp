#include "cpu/row_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cpu/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_widening = 8 * 0x1p-24;
constexpr double k_tiny = 0x1p-100;

/// Not below the distance of two rows of d values; no square leaves the range of double.
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

}  // namespace

bool RowBounds::meet(MatrixView<const double> centroids) {
  const std::int64_t d = centroids.cols;
  if (met_.rows() != centroids.rows || met_.cols() != d) {
    if (!empty()) reset(kept_.size());
  } else {
    double most = 0.0;
    for (std::int64_t c = 0; c < centroids.rows; ++c) {
      most = std::max(most, distance_above(centroids.row(c), met_.row(c), d));
    }
    if (most == 0.0) return false;
    drift_ = (drift_ + most) * (1.0 + 0x1p-52);
  }
  met_ = Matrix<double>(centroids.rows, d);
  std::copy_n(centroids.data, centroids.size(), met_.values().begin());
  return true;
}

void RowBounds::reset(std::int64_t n) {
  if (kept_.size() != n) kept_ = AlignedBuffer<float>(n);
  std::fill(kept_.begin(), kept_.end(), -std::numeric_limits<float>::infinity());
  drift_ = 0.0;
}

Affine RowBounds::certain_below(const ChainPrecision& chain) const {
  const double columns = static_cast<double>(met_.cols()) + 8.0;
  const double shrink = std::sqrt(1.0 - gamma(columns, chain.roundoff));
  const double lost = std::sqrt(columns * chain.smallest) / shrink;
  return {rounded_up((1.0 + k_widening) / shrink), rounded_up((drift_ + lost) * (1.0 + k_widening) + k_tiny)};
}

Affine RowBounds::kept_of(const ChainPrecision& chain) const {
  const double columns = static_cast<double>(met_.cols()) + 8.0;
  const double stretch = std::sqrt(1.0 + gamma(columns, chain.roundoff));
  const double lost = std::sqrt(columns * chain.smallest);
  return {rounded_down((1.0 - k_widening) / stretch), rounded_down(drift_ * (1.0 - k_widening) - lost - k_tiny)};
}

}  // namespace shoal::cpu

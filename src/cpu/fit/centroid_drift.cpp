#include "cpu/fit/centroid_drift.hpp"

#include <algorithm>
#include <cmath>

#include "base/at.hpp"
#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {

double distance_rounded_up(const double* a, const double* b, std::int64_t d) {
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

void CentroidDrift::begin(MatrixView<const double> centroids) {
  centroids_ = Matrix<double>(centroids.rows, centroids.cols);
  std::copy_n(centroids.data, centroids.size(), centroids_.values().begin());
  first_version_ = ++version_;
  moved_at_.assign(at(centroids.rows), version_);
  paths_.assign(at(centroids.rows), 0.0);
  longest_path_ = second_path_ = 0.0;
}

void CentroidDrift::update(MatrixView<const double> centroids) {
  if (centroids_.rows() != centroids.rows || centroids_.cols() != centroids.cols) return begin(centroids);
  double longest = 0.0, second = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    const double move = distance_rounded_up(centroids.row(c), centroids_.row(c), centroids.cols);
    if (move == 0.0) continue;
    second = std::max(second, std::min(longest, move));
    longest = std::max(longest, move);
    moved_at_[at(c)] = version_ + 1;
    paths_[at(c)] = sum_rounded_up(paths_[at(c)], move);
    std::copy_n(centroids.row(c), centroids.cols, centroids_.row(c));
  }
  if (longest == 0.0) return;
  ++version_;
  longest_path_ = sum_rounded_up(longest_path_, longest);
  second_path_ = sum_rounded_up(second_path_, second);
}

}  // namespace shoal::cpu

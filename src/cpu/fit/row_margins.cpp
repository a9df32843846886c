#include "cpu/fit/row_margins.hpp"

#include <algorithm>
#include <cmath>

#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr ChainPrecision k_chain = k_chain_precision<float>;

double relative_error(std::int64_t d) { return gamma(static_cast<double>(d) + 8.0, k_chain.roundoff); }

/// a in row_margins.hpp.
double own_factor(std::int64_t d) {
  const double g = relative_error(d);
  return std::sqrt((1.0 + g) / (1.0 - g)) * (1.0 + 0x1p-50);
}

/// E in row_margins.hpp.
double least_margin(std::int64_t d) {
  const double e = (static_cast<double>(d) + 8.0) * k_chain.smallest;
  return std::sqrt(2.0 * e / (1.0 - relative_error(d)));
}

}  // namespace

MarginTrial::Mode MarginTrial::next() {
  if (held_) return Mode::prove;
  if (!backoff_.due()) {
    backoff_.wait();
    return Mode::plain;
  }
  held_ = true;
  return Mode::record;
}

void MarginTrial::failed() {
  held_ = false;
  backoff_.failed();
}

void RowMargins::meet(MatrixView<const double> centroids, std::int64_t n) {
  const std::int64_t d = centroids.cols;
  if (met_.rows() != centroids.rows || met_.cols() != d) {
    met_ = Matrix<double>(centroids.rows, d);
    drift_ = 0.0;
    if (kept_.size() != n) kept_ = AlignedBuffer<float>(n);
    trials_.resize(static_cast<std::size_t>((n + k_step_rows - 1) / k_step_rows));
    forget();
  } else {
    double most = 0.0, next = 0.0;
    for (std::int64_t c = 0; c < centroids.rows; ++c) {
      const double move = distance_above(centroids.row(c), met_.row(c), d);
      next = std::max(next, std::min(most, move));
      most = std::max(most, move);
    }
    drift_ = sum_above(drift_, sum_above(own_factor(d) * most, next));
  }
  std::copy_n(centroids.data, centroids.size(), met_.values().begin());
  derive(d);
}

void RowMargins::forget() {
  for (MarginTrial& trial : trials_) trial.forget();
}

void RowMargins::derive(std::int64_t d) {
  const Affine above = root_above(k_chain, d);
  const double factor = own_factor(d) * (1.0 + 0x1p-50);
  limit_ = rounded_up(sum_above(drift_, least_margin(d)));
  terms_ = {root_below(k_chain, d, drift_), {rounded_up(above.factor * factor), rounded_up(above.term * factor)}};
}

}  // namespace shoal::cpu

#include "cpu/fit/row_margins.hpp"

#include <cmath>

#include "base/at.hpp"
#include "cpu/fit/chain_bounds.hpp"
#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr ChainPrecision k_chain = k_chain_precision<float>;

double relative_error(std::int64_t d) { return gamma(static_cast<double>(d) + 8.0, k_chain.roundoff); }

/// a in row_margins.hpp, widened for its own roundings and for those of one product with it.
double assigned_factor(std::int64_t d) {
  const double g = relative_error(d);
  return std::sqrt((1.0 + g) / (1.0 - g)) * (1.0 + 0x1p-50);
}

/// E in row_margins.hpp.
double underflow_margin(std::int64_t d) {
  const double e = (static_cast<double>(d) + 8.0) * k_chain.smallest;
  return std::sqrt(2.0 * e / (1.0 - relative_error(d)));
}

}  // namespace

MarginTrial::Mode MarginTrial::next() {
  if (has_margins_) return Mode::prove;
  if (!backoff_.due()) {
    backoff_.wait();
    return Mode::plain;
  }
  has_margins_ = true;
  return Mode::record;
}

void MarginTrial::failed() {
  has_margins_ = false;
  backoff_.failed();
}

void RowMargins::update(std::int64_t n) {
  if (version_ < drift_.first_version()) {
    if (margins_.size() != n) margins_ = AlignedBuffer<float>(n);
    trials_.resize(at((n + k_step_rows - 1) / k_step_rows));
    forget();
  }
  version_ = drift_.version();
  const std::int64_t d = drift_.centroids().cols();
  const double factor = assigned_factor(d);
  const double drift = sum_rounded_up(factor * drift_.longest_path(), drift_.second_path());
  const Affine upper = distance_upper_bound(k_chain, d);
  limit_ = rounded_up(sum_rounded_up(drift, underflow_margin(d)));
  terms_ = {distance_lower_bound(k_chain, d, drift),
            {rounded_up(upper.factor * factor), rounded_up(upper.term * factor)}};
}

void RowMargins::forget() {
  for (MarginTrial& trial : trials_) trial.forget();
}

}  // namespace shoal::cpu

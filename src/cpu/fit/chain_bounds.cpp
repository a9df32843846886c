#include "cpu/fit/chain_bounds.hpp"

#include "cpu/fit/rounding.hpp"

namespace shoal::cpu {
namespace {

constexpr double k_widening = 8 * 0x1p-24;
constexpr double k_tiny = 0x1p-100;

}  // namespace

Affine distance_upper_bound(const ChainPrecision& chain, std::int64_t d, double drift) {
  const double columns = static_cast<double>(d) + 8.0;
  const double shrink = std::sqrt(1.0 - gamma(columns, chain.roundoff));
  const double term = drift + std::sqrt(columns * chain.smallest) / shrink;
  return {rounded_up((1.0 + k_widening) / shrink), rounded_up(term * (1.0 + k_widening) + k_tiny)};
}

Affine distance_lower_bound(const ChainPrecision& chain, std::int64_t d, double drift) {
  const double columns = static_cast<double>(d) + 8.0;
  const double stretch = std::sqrt(1.0 + gamma(columns, chain.roundoff));
  const double lost = std::sqrt(columns * chain.smallest);
  return {rounded_down((1.0 - k_widening) / stretch), rounded_down(drift * (1.0 - k_widening) - lost - k_tiny)};
}

Affine lower_bound_plus_drift(double drift) {
  return {rounded_down(1.0 - k_widening), rounded_down(drift * (1.0 - k_widening) - k_tiny)};
}

}  // namespace shoal::cpu

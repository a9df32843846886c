// One customer's (or invoice's) stream of random numbers.
#pragma once

#include <cstdint>

#include "shoal/random.hpp"

namespace shoal::generate {

/// Draws number `stream` of the sample data, one after the other; streams are independent of each other.
class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t stream) : seed_(seed), stream_(stream) {}

  /// Uniform in [0, 1).
  double unit() { return random_unit(seed_, Purpose::generate, stream_, lane_++); }
  /// Uniform whole number in [0, n).
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(
        random_below(static_cast<std::uint64_t>(n), seed_, Purpose::generate, stream_, lane_++));
  }
  bool chance(double probability) { return unit() < probability; }
  /// Bell-shaped, mean 0 and variance 1, within [-3, 3]: three uniform numbers added up. The bounds keep the planted
  /// segments apart, and no library function is involved whose last bit could differ.
  double bell() { return 2.0 * (unit() + unit() + unit() - 1.5); }
  /// median x e^(spread x bell).
  double around(double median, double spread);

 private:
  std::uint64_t seed_, stream_;
  std::uint32_t lane_ = 0;
};

}  // namespace shoal::generate

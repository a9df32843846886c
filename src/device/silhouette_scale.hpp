// In which type the distances of a silhouette of float points are computed: the same on every device.
#pragma once

#include <cmath>
#include <optional>

namespace shoal::detail {

/// The power of two by which float points are multiplied, so that every squared difference of two values is 0 or a
/// normal float. `largest` is the largest magnitude of their values, `smallest` the smallest that is not 0 (of no
/// account where all are 0).
///
/// Scaled magnitudes are below 2^50: a squared difference is below 2^102, and 2^26 columns of them add up to a float.
/// Two different floats of magnitude >= 2^-39 differ by at least 2^-63, a value from 0 by at least 2^-39: no squared
/// difference lies strictly between 0 and 2^-126. std::nullopt where the smallest scaled magnitude is below 2^-39:
/// distances are then computed in double.
inline std::optional<double> silhouette_scale(float largest, float smallest) {
  if (largest == 0.0f) return 1.0;
  const double scale = std::ldexp(1.0, 49 - std::ilogb(largest));
  return static_cast<double>(smallest) * scale >= 0x1p-39 ? std::optional(scale) : std::nullopt;
}

}  // namespace shoal::detail

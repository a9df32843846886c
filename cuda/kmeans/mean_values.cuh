// The mean of a cluster from its sums: move_to_means() of lloyd.hpp on the device.
#pragma once

#include <cmath>

#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// What turns sums into means. The arrays have d entries.
struct MeanTerms {
  const int* value_exponent;
  const double* box_min;
  const double* box_max;
  int weight_exponent;
};

/// The mean that is value i of the k x d means, clamped to the box of the points. The weight of its cluster must not be
/// 0.
template <class X>
__device__ inline double box_mean(const WideSum* sums, const SumsLayout& layout, const MeanTerms& terms,
                                  std::int64_t i) {
  const std::int64_t c = i / layout.d, j = i % layout.d;
  const auto mean = static_cast<double>(quantised_mean<X>(sums[i].value(), sums[layout.weight(c)].value(),
                                                          terms.value_exponent[j], terms.weight_exponent));
  return mean < terms.box_min[j] ? terms.box_min[j] : terms.box_max[j] < mean ? terms.box_max[j] : mean;
}

/// Writes the mean of cluster c, brought to length 1 as normalise() of lloyd.hpp does it; true when it differs from the
/// centroid. A cluster without weight, or whose mean has no direction, keeps its centroid.
template <class X>
__device__ inline bool unit_mean(const WideSum* sums, const SumsLayout& layout, const MeanTerms& terms, std::int64_t c,
                                 const double* centroids, double* next) {
  const auto direction = [&](std::int64_t j) {
    return ldexp(to_double(sums[layout.total(c, j)].value()), -terms.value_exponent[j]);
  };
  double largest = 0.0;
  for (std::int64_t j = 0; j < layout.d; ++j) largest = fmax(largest, fabs(direction(j)));
  // Scales by a power of two, so that no square overflows or vanishes.
  int exponent = 0;
  frexp(largest, &exponent);
  double sq_length = 0.0;
  for (std::int64_t j = 0; j < layout.d; ++j) {
    const double scaled = ldexp(direction(j), -exponent);
    sq_length = fused(scaled, scaled, sq_length);
  }
  const double length = sqrt(sq_length);
  bool moved = false;
  for (std::int64_t j = 0; j < layout.d; ++j) {
    const std::int64_t i = c * layout.d + j;
    const double mean =
        largest > 0.0 ? static_cast<double>(static_cast<X>(ldexp(direction(j), -exponent) / length)) : centroids[i];
    moved = moved || mean != centroids[i];
    next[i] = mean;
  }
  return moved;
}

}  // namespace shoal::cuda

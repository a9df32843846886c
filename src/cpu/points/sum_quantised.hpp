// sum_quantised() of the kernels, under one name for both types of the chain.
#pragma once

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

inline std::uint64_t sum_quantised(const Kernels& kernels, const float* sq, const double* weights, std::int64_t n,
                                   double scale) {
  return kernels.sum_quantised_f32(sq, weights, n, scale);
}
inline std::uint64_t sum_quantised(const Kernels& kernels, const double* sq, const double* weights, std::int64_t n,
                                   double scale) {
  return kernels.sum_quantised_f64(sq, weights, n, scale);
}

}  // namespace shoal::cpu

// The square root as one instruction (MUFU.SQRT), and its host twin.
#pragma once

#include <cmath>

#include "cuda/simt/simt.hpp"

namespace simt {

/// sqrt(x) for x = 0 or a normal x > 0, with a relative error of at most 2^-23; sqrt(0) is 0. On the GPU, denormal
/// numbers count as 0.
__device__ __forceinline__ float sqrt_approx(float x) {
#if defined(__CUDA_ARCH__)
  float root;
  asm("sqrt.approx.ftz.f32 %0, %1;" : "=f"(root) : "f"(x));
  return root;
#else
  return std::sqrt(x);
#endif
}

}  // namespace simt

// The square root as one instruction (MUFU.SQRT), and its host twin.
#pragma once

#include <cmath>

#include "cuda/simt/simt.hpp"

namespace simt {

/// sqrt of 0 or of a normal number >= 0, to 2^-23 relative; 0 gives 0. Denormals count as 0 on the GPU.
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

// Pairs of 16-bit floats in one register, as tensor cores take them.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>
#include <cstring>

#include "cuda/simt/simt.hpp"

namespace simt {

/// Two halves in one register, with `low` in the low 16 bits. Floats are rounded to the nearest half, ties to even.
__host__ __device__ __forceinline__ std::uint32_t pack_half2(__half low, __half high) {
  std::uint16_t bits[2];
  memcpy(&bits[0], &low, 2);
  memcpy(&bits[1], &high, 2);
  return bits[0] | static_cast<std::uint32_t>(bits[1]) << 16;
}
__host__ __device__ __forceinline__ std::uint32_t pack_half2(float low, float high) {
  return pack_half2(__float2half_rn(low), __float2half_rn(high));
}

}  // namespace simt

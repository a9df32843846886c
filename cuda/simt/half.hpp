// 16-bit floats and tf32 in both halves: CUDA's own types, and the packed registers that tensor cores take.
#pragma once

#include <cuda_bf16.h>
#include <cuda_fp16.h>

#include <cstdint>
#include <cstring>

#include "cuda/simt/simt.hpp"

namespace simt {

/// Two halves in one register, `low` in the low 16 bits; each rounded to nearest even.
__host__ __device__ __forceinline__ std::uint32_t pack_half2(__half low, __half high) {
  std::uint16_t bits[2];
  memcpy(&bits[0], &low, 2);
  memcpy(&bits[1], &high, 2);
  return bits[0] | static_cast<std::uint32_t>(bits[1]) << 16;
}
__host__ __device__ __forceinline__ std::uint32_t pack_half2(float low, float high) {
  return pack_half2(__float2half_rn(low), __float2half_rn(high));
}
__host__ __device__ __forceinline__ std::uint32_t pack_bfloat162(float low, float high) {
  const __nv_bfloat16 values[2] = {__float2bfloat16_rn(low), __float2bfloat16_rn(high)};
  std::uint16_t bits[2];
  memcpy(bits, values, 4);
  return bits[0] | static_cast<std::uint32_t>(bits[1]) << 16;
}

/// A float rounded to tf32 (10 bits of mantissa, nearest, ties away from zero), as a register for mma_m16n8k8_tf32.
__device__ __forceinline__ std::uint32_t to_tf32(float x) {
#if !SIMT_EMULATED && __CUDA_ARCH__ >= 800
  std::uint32_t bits;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(x));
  return bits;
#else
  const std::uint32_t bits = __float_as_uint(x);
  const bool finite = (bits & 0x7f800000u) != 0x7f800000u;
  return finite ? (bits + 0x1000u) & 0xffffe000u : bits;
#endif
}

}  // namespace simt

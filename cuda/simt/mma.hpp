// Tensor-core tiles of one warp: D = A B + C, with A of 16 x K and B of K x 8 halves, and C and D of 16 x 8 floats; and
// ldmatrix, which loads the operands from shared memory.
//
// The lanes hold (PTX ISA, "Matrix fragments for mma.m16n8k*"), with g = lane / 4 and t = lane % 4,
//   in register r of A: row g + 8 (r % 2), columns 2 t + 8 (r / 2) and the next one, the first in the low half
//   in register r of B: rows 2 t + 8 r and the next one, column g
//   in register r of C and D: row g + 8 (r / 2), column 2 t + r % 2
//
// A tensor core rounds sums in its own way: compare results with bounds, never bit by bit. The emulator adds in float,
// with k ascending.
#pragma once

#include "cuda/simt/half.hpp"
#include "cuda/simt/simt.hpp"

#if SIMT_EMULATED
#include "cuda/simt/emulator/tensor.hpp"
#endif

namespace simt {

#if SIMT_EMULATED

inline void mma_m16n8k16_f16(float (&d)[4], const std::uint32_t (&a)[4], const std::uint32_t (&b)[2],
                             const float (&c)[4], SIMT_SITE) {
  mma<16>(d, a, b, c, SIMT_HERE);
}
inline void mma_m16n8k8_f16(float (&d)[4], const std::uint32_t (&a)[2], const std::uint32_t (&b)[1],
                            const float (&c)[4], SIMT_SITE) {
  mma<8>(d, a, b, c, SIMT_HERE);
}
inline void ldmatrix_x4(std::uint32_t (&r)[4], const void* smem_row, SIMT_SITE) {
  ldmatrix<false>(r, smem_row, SIMT_HERE);
}
inline void ldmatrix_x2(std::uint32_t (&r)[2], const void* smem_row, SIMT_SITE) {
  ldmatrix<false>(r, smem_row, SIMT_HERE);
}
inline void ldmatrix_x4_trans(std::uint32_t (&r)[4], const void* smem_row, SIMT_SITE) {
  ldmatrix<true>(r, smem_row, SIMT_HERE);
}

#else

#define SIMT_MMA_4_2(instruction)                                                                                   \
  asm volatile(instruction " {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%10,%11,%12,%13};"                             \
               : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])                                                     \
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "f"(c[0]), "f"(c[1]), "f"(c[2]), \
                 "f"(c[3]))

/// Operands of halves. mma_m16n8k16_f16 is one instruction from sm_80 on; before, it is two of the k8 instruction, and
/// only the rounding of the sum differs.
__device__ __forceinline__ void mma_m16n8k8_f16(float (&d)[4], const std::uint32_t (&a)[2], const std::uint32_t (&b)[1],
                                                const float (&c)[4]) {
  asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5}, {%6}, {%7,%8,%9,%10};"
               : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
               : "r"(a[0]), "r"(a[1]), "r"(b[0]), "f"(c[0]), "f"(c[1]), "f"(c[2]), "f"(c[3]));
}

__device__ __forceinline__ void mma_m16n8k16_f16(float (&d)[4], const std::uint32_t (&a)[4],
                                                 const std::uint32_t (&b)[2], const float (&c)[4]) {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 800
  SIMT_MMA_4_2("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32");
#else
  mma_m16n8k8_f16(d, {a[0], a[1]}, {b[0]}, c);
  mma_m16n8k8_f16(d, {a[2], a[3]}, {b[1]}, d);
#endif
}

#undef SIMT_MMA_4_2

/// Loads four 8 x 8 tiles of 16-bit values. Lane l points to row l % 8 of tile l / 8: 16 bytes of shared memory at a
/// multiple of 16. Register i then holds row g of tile i, columns 2 t and the next one. That is what mma needs of a
/// row-major A or of a column-major B.
__device__ __forceinline__ void ldmatrix_x4(std::uint32_t (&r)[4], const void* smem_row) {
  const auto row = static_cast<unsigned>(__cvta_generic_to_shared(smem_row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(row)
               : "memory");
}

/// Loads two tiles, to whose rows lanes 0 to 15 point. The pointers of the other lanes are ignored.
__device__ __forceinline__ void ldmatrix_x2(std::uint32_t (&r)[2], const void* smem_row) {
  const auto row = static_cast<unsigned>(__cvta_generic_to_shared(smem_row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(r[0]), "=r"(r[1])
               : "r"(row)
               : "memory");
}

/// Loads four tiles and transposes each of them.
__device__ __forceinline__ void ldmatrix_x4_trans(std::uint32_t (&r)[4], const void* smem_row) {
  const auto row = static_cast<unsigned>(__cvta_generic_to_shared(smem_row));
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(row)
               : "memory");
}

#endif

}  // namespace simt

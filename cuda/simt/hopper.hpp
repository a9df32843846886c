// Instructions of sm_90a that feed its tensor cores: barriers in shared memory that count threads and bytes (mbarrier),
// copies of whole tiles by one thread (TMA), and products of a warpgroup of 128 threads that run while the threads go
// on (wgmma).
//
// Tiles in shared memory are rows of 64 halves (128 bytes) in the 128-byte swizzle: the 16-byte unit u of row r lies at
// place u ^ (r % 8), so that eight rows of one column lie in different banks. A tile starts at a multiple of 1,024
// bytes.
//
// The emulator copies tiles only while somebody waits for a barrier, and multiplies only when the product is waited
// for. So a missing wait, or a stage that is filled again too early, gives wrong results; wrong counts are reported. It
// cannot see a missing fence between the two proxies. Needs sm_90a: on other architectures SIMT_HOPPER is 0, and
// kernels that call these functions are empty.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>

#include "cuda/simt/simt.hpp"
#include "cuda/simt/tensor_map.hpp"

#if SIMT_EMULATED || defined(__CUDA_ARCH_FEAT_SM90_ALL)
#define SIMT_HOPPER 1
#else
#define SIMT_HOPPER 0
#endif

#if SIMT_EMULATED
#include "cuda/simt/emulator/hopper.hpp"
#else

namespace simt {

/// A barrier in shared memory. A phase ends when `count` threads have arrived and all expected bytes are there; the
/// next phase begins at once.
struct alignas(8) Mbarrier {
  std::uint64_t state;
};

/// The address within shared memory, as descriptors and alignment need it.
__device__ __forceinline__ std::uint32_t smem_address(const void* p) {
  return static_cast<std::uint32_t>(__cvta_generic_to_shared(p));
}

/// (x & kept) | added, in one instruction. The compiler by itself uses two for two constants.
__device__ __forceinline__ std::uint32_t replace_bits(std::uint32_t x, std::uint32_t kept, std::uint32_t added) {
  std::uint32_t result;
  asm("lop3.b32 %0, %1, %2, %3, 0xea;" : "=r"(result) : "r"(x), "r"(kept), "r"(added));
  return result;
}

#if SIMT_HOPPER

/// Called by one thread. fence_mbarrier_init() and __syncthreads() must follow before any thread uses the barrier.
__device__ __forceinline__ void mbarrier_init(Mbarrier* barrier, unsigned count) {
  asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(smem_address(barrier)), "r"(count) : "memory");
}
__device__ __forceinline__ void fence_mbarrier_init() {
  asm volatile("fence.mbarrier_init.release.cluster;\n\tfence.proxy.async.shared::cta;" ::: "memory");
}
__device__ __forceinline__ void mbarrier_arrive(Mbarrier* barrier) {
  asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(smem_address(barrier)) : "memory");
}
/// Announces `bytes` bytes that TMA will copy in this phase, and arrives.
__device__ __forceinline__ void mbarrier_arrive_expect(Mbarrier* barrier, unsigned bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(smem_address(barrier)), "r"(bytes)
               : "memory");
}
/// Waits for the end of the phase with this parity. Phases are numbered from 0; phase -1, of parity 1, counts as ended.
__device__ __forceinline__ void mbarrier_wait(Mbarrier* barrier, unsigned parity) {
  std::uint32_t over = 0;
  while (over == 0) {
    asm volatile(
        "{\n\t.reg .pred p;\n\tmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n\tselp.u32 %0, 1, 0, p;\n\t}"
        : "=r"(over)
        : "r"(smem_address(barrier)), "r"(parity)
        : "memory");
  }
}

/// One thread starts the copy of the map's box at (column, row) to `to`, swizzled. Values outside of the matrix become
/// zeros. The barrier receives the bytes of the whole box.
__device__ __forceinline__ void tma_load(void* to, const TensorMap& map, int column, int row, Mbarrier* barrier) {
  asm volatile(
      "cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], [%4];" ::
          "r"(smem_address(to)),
      "l"(&map), "r"(column), "r"(row), "r"(smem_address(barrier))
      : "memory");
}

/// Called by all threads of a warpgroup, to give registers away or to take more.
template <int N>
__device__ __forceinline__ void registers_decrease() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(N));
}
template <int N>
__device__ __forceinline__ void registers_increase() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(N));
}

/// A descriptor of a swizzled tile for wgmma. Adding k_descriptor_step moves it by 16 halves along the rows.
__device__ __forceinline__ std::uint64_t wgmma_descriptor(const void* tile) {
  constexpr std::uint64_t k_swizzle_128 = 1ull << 62;
  constexpr std::uint64_t k_eight_rows = static_cast<std::uint64_t>(8 * 128 >> 4) << 32;  // from 8 rows to the next 8
  constexpr std::uint64_t k_unused = 1ull << 16;
  return k_swizzle_128 | k_eight_rows | k_unused | (smem_address(tile) >> 4 & 0x3fff);
}

/// Called before the first wgmma, and whenever the thread has touched its registers.
__device__ __forceinline__ void wgmma_fence() { asm volatile("wgmma.fence.sync.aligned;" ::: "memory"); }
__device__ __forceinline__ void wgmma_commit() { asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory"); }
/// Waits until at most the N latest groups are still under way. The operands of the other groups may then be
/// overwritten.
template <int N>
__device__ __forceinline__ void wgmma_wait() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(N) : "memory");
}
/// Called after the wait, so that the compiler does not read the sums earlier.
template <int N>
__device__ __forceinline__ void wgmma_settle(float (&sums)[N]) {
#pragma unroll
  for (int i = 0; i < N; ++i) asm volatile("" : "+f"(sums[i])::"memory");
}

#define SIMT_F(i) "+f"(sums[i])
#define SIMT_F8(i) \
  SIMT_F(i), SIMT_F(i + 1), SIMT_F(i + 2), SIMT_F(i + 3), SIMT_F(i + 4), SIMT_F(i + 5), SIMT_F(i + 6), SIMT_F(i + 7)

/// sums (64 x 128) = A (64 x 16) B^T (128 x 16) + (add ? sums : 0), by the four warps of an aligned warpgroup. Thread
/// 32 w + 4 g + t holds, in sums[4 j + 2 h + e], row 16 w + g + 8 h and column 8 j + 2 t + e.
__device__ __forceinline__ void wgmma_m64n128k16_f16(float (&sums)[64], std::uint64_t a, std::uint64_t b, bool add) {
  asm volatile(
      "{\n\t.reg .pred p;\n\tsetp.ne.b32 p, %66, 0;\n\t"
      "wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 "
      "{%0,%1,%2,%3,%4,%5,%6,%7,%8,%9,%10,%11,%12,%13,%14,%15,%16,%17,%18,%19,%20,%21,%22,%23,%24,%25,%26,%27,%28,%29,"
      "%30,%31,%32,%33,%34,%35,%36,%37,%38,%39,%40,%41,%42,%43,%44,%45,%46,%47,%48,%49,%50,%51,%52,%53,%54,%55,%56,%57,"
      "%58,%59,%60,%61,%62,%63}, %64, %65, p, 1, 1, 0, 0;\n\t}"
      : SIMT_F8(0), SIMT_F8(8), SIMT_F8(16), SIMT_F8(24), SIMT_F8(32), SIMT_F8(40), SIMT_F8(48), SIMT_F8(56)
      : "l"(a), "l"(b), "r"(static_cast<int>(add)));
}
#undef SIMT_F8
#undef SIMT_F

#endif

}  // namespace simt

#endif

namespace simt {
/// Moves a descriptor by 16 halves along the rows of a swizzled tile.
inline constexpr std::uint64_t k_descriptor_step = 16 * 2 >> 4;
}  // namespace simt

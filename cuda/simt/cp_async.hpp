// cp.async (sm_80): copies of 16 bytes from global to shared memory that run while the thread goes on. Before sm_80
// they are plain copies.
//
// After cp_async_wait, a copy is visible to its own thread; after a barrier on top of that, it is visible to others.
// The emulator copies at the wait, so a missing wait shows.
#pragma once

#include "cuda/simt/simt.hpp"

namespace simt {

#if SIMT_EMULATED

inline void cp_async16(void* smem, const void* gmem, SIMT_SITE) { cp_async_push(smem, gmem, 16, 16, SIMT_HERE); }
inline void cp_async16_zfill(void* smem, const void* gmem, unsigned bytes_valid, SIMT_SITE) {
  cp_async_push(smem, gmem, 16, bytes_valid, SIMT_HERE);
}
inline void cp_async_commit() { cp_async_close_group(); }
template <int N>
void cp_async_wait() {
  cp_async_wait_until(N);
}

#else

#if __CUDA_ARCH__ >= 800
#define SIMT_CP_ASYNC 1
#else
#define SIMT_CP_ASYNC 0
#endif

/// Starts a copy of 16 bytes. Both addresses are multiples of 16.
__device__ __forceinline__ void cp_async16(void* smem, const void* gmem) {
#if SIMT_CP_ASYNC
  const auto to = static_cast<unsigned>(__cvta_generic_to_shared(smem));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(gmem) : "memory");
#else
  *static_cast<int4*>(smem) = *static_cast<const int4*>(gmem);
#endif
}

/// The same, but reads only `bytes_valid` bytes (0 to 16) and fills the rest of the 16 with zeros. With 0, nothing is
/// read, but `gmem` must still be an address in global memory.
__device__ __forceinline__ void cp_async16_zfill(void* smem, const void* gmem, unsigned bytes_valid) {
#if SIMT_CP_ASYNC
  const auto to = static_cast<unsigned>(__cvta_generic_to_shared(smem));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(gmem), "r"(bytes_valid) : "memory");
#else
  auto* to = static_cast<unsigned char*>(smem);
  const auto* from = static_cast<const unsigned char*>(gmem);
#pragma unroll
  for (unsigned i = 0; i < 16; ++i) to[i] = i < bytes_valid ? from[i] : 0;
#endif
}

/// Closes the group of the copies that were started since the last commit.
__device__ __forceinline__ void cp_async_commit() {
#if SIMT_CP_ASYNC
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

/// Waits until at most the N latest groups of this thread are still under way.
template <int N>
__device__ __forceinline__ void cp_async_wait() {
#if SIMT_CP_ASYNC
  asm volatile("cp.async.wait_group %0;" ::"n"(N) : "memory");
#endif
}
#undef SIMT_CP_ASYNC

#endif

}  // namespace simt

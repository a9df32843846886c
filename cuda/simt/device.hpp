// The half of simt.hpp that nvcc compiles.
#pragma once

#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#define SIMT_EMULATED 0
#define SIMT_SHARED(T, name, ...) __shared__ __align__(16) T name __VA_ARGS__

namespace simt {

template <class T>
__device__ __forceinline__ T* dynamic_smem() {
  extern __shared__ __align__(128) unsigned char simt_dynamic_smem[];
  return reinterpret_cast<T*>(simt_dynamic_smem);
}

/// The dynamic shared memory that a kernel may use without raising its limit.
inline constexpr std::size_t k_smem_without_asking = 48 * 1024;

/// Puts the kernel into the stream. When the kernel needs more than 48 KiB of dynamic shared memory, its limit is
/// raised first. Returns CUDA's error when the launch is refused; errors that happen later are reported where the
/// stream is waited for.
template <class... P, class... A>
cudaError_t launch(void (*kernel)(P...), dim3 grid, dim3 block, std::size_t smem_bytes, cudaStream_t stream,
                   A&&... arguments) {
  if (smem_bytes > k_smem_without_asking) {
    const cudaError_t status =
        cudaFuncSetAttribute(reinterpret_cast<const void*>(kernel), cudaFuncAttributeMaxDynamicSharedMemorySize,
                             static_cast<int>(smem_bytes));
    if (status != cudaSuccess) return status;
  }
  cudaLaunchConfig_t config{};
  config.gridDim = grid;
  config.blockDim = block;
  config.dynamicSmemBytes = smem_bytes;
  config.stream = stream;
  return cudaLaunchKernelEx(&config, kernel, std::forward<A>(arguments)...);
}

__device__ __forceinline__ void yield() {}

/// A warp reduction for architectures before sm_80, which have no instruction for it: five shuffles for a full warp,
/// otherwise one shuffle a lane.
template <class T, class Op>
__device__ __forceinline__ T reduce_by_shuffles(unsigned mask, T value, Op op) {
  if (mask == 0xffffffffu) {
#pragma unroll
    for (int step = 16; step > 0; step /= 2) value = op(value, __shfl_xor_sync(mask, value, step));
    return value;
  }
  T total = __shfl_sync(mask, value, __ffs(static_cast<int>(mask)) - 1);
  for (unsigned rest = mask & (mask - 1); rest != 0; rest &= rest - 1)
    total = op(total, __shfl_sync(mask, value, __ffs(static_cast<int>(rest)) - 1));
  return total;
}

#if __CUDA_ARCH__ >= 800
#define SIMT_REDUCE(name, expression)                                  \
  template <class T>                                                   \
  __device__ __forceinline__ T reduce_##name(unsigned mask, T value) { \
    return __reduce_##name##_sync(mask, value);                        \
  }
#else
#define SIMT_REDUCE(name, expression)                                            \
  template <class T>                                                             \
  __device__ __forceinline__ T reduce_##name(unsigned mask, T value) {           \
    return reduce_by_shuffles(mask, value, [](T a, T b) { return expression; }); \
  }
#endif
// T: int or unsigned for add, min and max; unsigned for and, or, xor.
SIMT_REDUCE(add, a + b)
SIMT_REDUCE(min, b < a ? b : a)
SIMT_REDUCE(max, a < b ? b : a)
SIMT_REDUCE(and, a& b)
SIMT_REDUCE(or, a | b)
SIMT_REDUCE(xor, a ^ b)
#undef SIMT_REDUCE

}  // namespace simt

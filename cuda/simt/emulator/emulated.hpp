// The half of simt.hpp that g++ compiles.
#pragma once

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "cuda/simt/emulator/arithmetic.hpp"
#include "cuda/simt/emulator/atomics.hpp"
#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/emulator/warp.hpp"

#define SIMT_EMULATED 1

#undef __shared__  // kernels use SIMT_SHARED: raw shared arrays are not emulated
#undef __launch_bounds__
#define __launch_bounds__(...)
#undef __grid_constant__
#define __grid_constant__

// A static shared array from the block's arena, with red zones around it and garbage in it.
#define SIMT_SHARED(T, name, ...)                                 \
  using simt_type_of_##name = T __VA_ARGS__;                      \
  static const char simt_key_of_##name = 0;                       \
  simt_type_of_##name& name = *static_cast<simt_type_of_##name*>( \
      simt::shared_slot(&simt_key_of_##name, sizeof(simt_type_of_##name), alignof(simt_type_of_##name)))

namespace simt {

template <class T>
T* dynamic_smem() {
  return static_cast<T*>(dynamic_smem_raw());
}

template <class... P, class... A>
cudaError_t launch(void (*kernel)(P...), dim3 grid, dim3 block, std::size_t smem_bytes, cudaStream_t stream,
                   A&&... arguments) {
  // arguments are passed by value, as on the device
  std::tuple<std::decay_t<P>...> values(std::forward<A>(arguments)...);
  return launch_grid(grid, block, smem_bytes, stream, [kernel, values] { std::apply(kernel, values); });
}

}  // namespace simt

/// Ends the launch with an error, as on the device.
inline void __trap(SIMT_SITE) { simt::fail("__trap", SIMT_HERE); }

// Launches a kernel so that errors carry its name.
#pragma once

#include <utility>

#include "cuda/runtime/check.hpp"
#include "cuda/runtime/stream.hpp"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

struct LaunchShape {
  dim3 grid;
  dim3 block;
  std::size_t shared_bytes = 0;  ///< dynamic shared memory
};

/// Puts the kernel into the stream. Error{device}, with the kernel's name, when it cannot start.
template <class... P, class... A>
void launch(const char* name, void (*kernel)(P...), const LaunchShape& shape, const Stream& stream, A&&... arguments) {
  check(simt::launch(kernel, shape.grid, shape.block, shape.shared_bytes, stream.get(), std::forward<A>(arguments)...),
        name);
}

}  // namespace shoal::cuda

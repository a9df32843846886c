// Rows of the host on their way to the GPU.
#pragma once

#include <array>
#include <cstddef>

#include "cuda/runtime/memory.hpp"

namespace shoal::cuda {

/// Two pinned buffers that take turns: while the bus reads one, the host fills the other, and neither waits for kernels.
/// (A copy from pageable memory returns when the driver has read it, so it holds up the host, and with it every launch
/// behind it.) Where no memory can be pinned, rows go straight from where they are: the same copies, one after the other.
class Staging {
 public:
  /// Buffers of `bytes` each; 0: rows go straight.
  explicit Staging(std::int64_t bytes);

  /// Copies `rows` rows of `row_bytes` bytes, one behind the other from `from` on, to places `pitch` bytes apart, in the
  /// order of the stream. `from` may change as soon as this returns.
  void copy(const Stream& stream, void* to, std::int64_t pitch, const void* from, std::int64_t row_bytes,
            std::int64_t rows);

 private:
  struct PinnedPart {
    PinnedBuffer<std::byte> memory;
    Event read;  ///< the bus is through with it
  };

  std::array<PinnedPart, 2> buffers_;
  std::size_t next_ = 0;
};

}  // namespace shoal::cuda

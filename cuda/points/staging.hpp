// Copies rows of the host to the GPU.
#pragma once

#include <array>
#include <cstddef>

#include "cuda/runtime/memory.hpp"

namespace shoal::cuda {

/// Two pinned buffers take turns: while the bus reads one, the host fills the other, and neither waits for kernels. (A
/// copy from pageable memory returns only when the driver has read the memory. It would hold up the host, and with it
/// every launch after it.) Where no memory can be pinned, each copy is done straight from where the rows are, one after
/// the other.
class Staging {
 public:
  /// `bytes` is the size of each buffer; 0: there are none, and rows are copied straight from where they are.
  explicit Staging(std::int64_t bytes);

  /// Copies `rows` rows of `row_bytes` bytes, in the order of the stream. They lie one after the other from `from` on;
  /// their copies are `pitch` bytes apart. `from` may be changed as soon as this returns.
  void copy(const Stream& stream, void* to, std::int64_t pitch, const void* from, std::int64_t row_bytes,
            std::int64_t rows);

 private:
  struct PinnedPart {
    PinnedBuffer<std::byte> memory;
    Event read;  ///< recorded after the copy that reads `memory`
  };

  std::array<PinnedPart, 2> buffers_;
  std::size_t next_ = 0;
};

}  // namespace shoal::cuda

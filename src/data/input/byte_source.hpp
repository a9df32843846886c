// Bytes that come one after the other.
#pragma once

#include <cstddef>

namespace shoal::data {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Fills `out` with up to `size` bytes; fewer only at the end. Error{data} for what is damaged.
  virtual std::size_t read(char* out, std::size_t size) = 0;
};

}  // namespace shoal::data

// Bytes of a source with a look at those that come next.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "data/input/byte_source.hpp"

namespace shoal::data {

class AheadBytes {
 public:
  /// What tells a kind of packing lies ahead from the beginning.
  static constexpr std::size_t k_magic = 10;

  explicit AheadBytes(ByteSource& source) : source_(source), buffer_(std::size_t{1} << 18) {
    // A pipe gives what was written so far, perhaps a byte.
    while (end_ < k_magic && fill(end_) > 0) {
    }
  }
  /// Not yet taken; empty at the end.
  std::string_view ahead() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void take(std::size_t count) {
    begin_ += count;
    if (begin_ < end_) return;
    begin_ = end_ = 0;
    fill(0);
  }
  std::size_t read(char* out, std::size_t size) {
    std::size_t filled = 0;
    while (filled < size && !ahead().empty()) {
      const std::size_t count = std::min(size - filled, ahead().size());
      std::memcpy(out + filled, ahead().data(), count);
      take(count);
      filled += count;
    }
    return filled;
  }

 private:
  /// Reads behind the first `kept` bytes of the buffer; how many there were.
  std::size_t fill(std::size_t kept) {
    const std::size_t got = source_.read(buffer_.data() + kept, buffer_.size() - kept);
    end_ = kept + got;
    return got;
  }

  ByteSource& source_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

}  // namespace shoal::data

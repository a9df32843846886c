#include "cuda/points/staging.hpp"

#include <algorithm>
#include <cstring>

namespace shoal::cuda {
namespace {

void copy_rows(const Stream& stream, void* to, std::int64_t pitch, const void* from, std::int64_t row_bytes,
               std::int64_t rows) {
  const auto width = static_cast<std::size_t>(row_bytes);
  check(cudaMemcpy2DAsync(to, static_cast<std::size_t>(pitch), from, width, width, static_cast<std::size_t>(rows),
                          cudaMemcpyHostToDevice, stream.get()),
        "a copy to the GPU");
}

}  // namespace

Staging::Staging(std::int64_t bytes) {
  try {
    std::array<PinnedBuffer<std::byte>, 2> both{PinnedBuffer<std::byte>(bytes), PinnedBuffer<std::byte>(bytes)};
    for (std::size_t i = 0; i < 2; ++i) buffers_[i].memory = std::move(both[i]);
  } catch (const OutOfPinnedMemory&) {
    // With one buffer the host would wait for the bus after every copy, so none is used.
  }
}

void Staging::copy(const Stream& stream, void* to, std::int64_t pitch, const void* from, std::int64_t row_bytes,
                   std::int64_t rows) {
  const std::int64_t most = buffers_[0].memory.size() / row_bytes;
  if (most == 0) {
    copy_rows(stream, to, pitch, from, row_bytes, rows);
    return;
  }
  for (std::int64_t begin = 0; begin < rows; begin += most) {
    const std::int64_t count = std::min(most, rows - begin);
    PinnedPart& part = buffers_[next_];
    next_ = 1 - next_;
    part.read.wait();
    std::memcpy(part.memory.data(), static_cast<const std::byte*>(from) + begin * row_bytes,
                static_cast<std::size_t>(count * row_bytes));
    copy_rows(stream, static_cast<std::byte*>(to) + begin * pitch, pitch, part.memory.data(), row_bytes, count);
    part.read.record(stream);
  }
}

}  // namespace shoal::cuda

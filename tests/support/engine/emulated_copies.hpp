// Copies to the memory of the emulated device and back, in tests of kind simt.
#pragma once

#include <cstdint>
#include <vector>

#include "cuda/runtime/memory.hpp"

namespace shoal::test {

/// How a matrix lies in the device's memory.
enum class Layout : std::uint8_t { by_column, by_row };

}  // namespace shoal::test

namespace shoal::cuda {

/// Device memory with the values of a vector.
template <class T>
Buffer<T> on_device(const Stream& stream, const std::vector<T>& values) {
  Buffer<T> buffer(static_cast<std::int64_t>(values.size()));
  to_device(stream, buffer.data(), values.data(), buffer.size());
  stream.wait();
  return buffer;
}

template <class T>
std::vector<T> on_host(const Stream& stream, const T* values, std::int64_t count) {
  std::vector<T> copy(static_cast<std::size_t>(count));
  to_host(stream, copy.data(), values, count);
  stream.wait();
  return copy;
}

template <class T>
std::vector<T> on_host(const Stream& stream, const Buffer<T>& buffer) {
  return on_host(stream, static_cast<const T*>(buffer.data()), buffer.size());
}

}  // namespace shoal::cuda

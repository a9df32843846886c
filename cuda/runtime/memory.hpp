// Owners of device memory and of pinned host memory.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <span>
#include <utility>

#include "cuda/runtime/check.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Allocates device memory; returns nullptr for 0 bytes. OutOfDeviceMemory when there is no room.
void* allocate_device(std::int64_t bytes);
void free_device(void* memory) noexcept;
/// Allocates pinned host memory, which the GPU copies while the host goes on. OutOfPinnedMemory when there is no room.
void* allocate_pinned(std::int64_t bytes);
void free_pinned(void* memory) noexcept;

/// An array whose values are not initialised. It can be moved, not copied.
template <class T, void* (*Allocate)(std::int64_t), void (*Free)(void*) noexcept>
class OwnedArray {
 public:
  OwnedArray() = default;
  explicit OwnedArray(std::int64_t count)
      : data_(static_cast<T*>(Allocate(count * static_cast<std::int64_t>(sizeof(T))))), size_(count) {}
  ~OwnedArray() { Free(data_); }
  OwnedArray(OwnedArray&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  OwnedArray& operator=(OwnedArray&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  T* data() const { return data_; }
  std::int64_t size() const { return size_; }
  /// Makes room for at least `count` values. When the array has to grow, its values are lost.
  void need(std::int64_t count) {
    if (count <= size_) return;
    *this = OwnedArray();
    *this = OwnedArray(count);
  }

 private:
  T* data_ = nullptr;
  std::int64_t size_ = 0;
};

template <class T>
using Buffer = OwnedArray<T, allocate_device, free_device>;
template <class T>
using PinnedBuffer = OwnedArray<T, allocate_pinned, free_pinned>;

/// Copies into device memory in stream order. When this returns, pageable memory at `from` may be changed; pinned
/// memory may be changed only after the stream has done the copy.
template <class T>
void to_device(const Stream& stream, T* to, const T* from, std::int64_t count) {
  check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(count) * sizeof(T), cudaMemcpyHostToDevice, stream.get()),
        "a copy to the GPU");
}

/// Copies into host memory in stream order. The values are there after stream.wait().
template <class T>
void to_host(const Stream& stream, T* to, const T* from, std::int64_t count) {
  check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(count) * sizeof(T), cudaMemcpyDeviceToHost, stream.get()),
        "a copy from the GPU");
}

/// Sets every byte of `count` values to `value`, in stream order.
template <class T>
void fill_bytes(const Stream& stream, T* memory, int value, std::int64_t count) {
  check(cudaMemsetAsync(memory, value, static_cast<std::size_t>(count) * sizeof(T), stream.get()), "a memset");
}

}  // namespace shoal::cuda

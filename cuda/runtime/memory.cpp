#include "cuda/runtime/memory.hpp"

namespace shoal::cuda {

void* allocate_device(std::int64_t bytes) {
  if (bytes == 0) return nullptr;
  void* memory = nullptr;
  const cudaError_t status = cudaMalloc(&memory, static_cast<std::size_t>(bytes));
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();  // clears the error, which the next cudaGetLastError() would report again
    throw OutOfDeviceMemory(bytes);
  }
  check(status, "cudaMalloc");
  return memory;
}

void free_device(void* memory) noexcept {
  if (memory != nullptr) cudaFree(memory);
}

void* allocate_pinned(std::int64_t bytes) {
  if (bytes == 0) return nullptr;
  void* memory = nullptr;
  const cudaError_t status = cudaMallocHost(&memory, static_cast<std::size_t>(bytes));
  if (status == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw OutOfPinnedMemory(bytes);
  }
  check(status, "cudaMallocHost");
  return memory;
}

void free_pinned(void* memory) noexcept {
  if (memory != nullptr) cudaFreeHost(memory);
}

}  // namespace shoal::cuda

// The memory of the emulated device: host memory that the address sanitizer guards while no operation runs.
#include <cstdlib>
#include <cstring>
#include <vector>

#include "cuda/simt/emulator/poison.hpp"
#include "cuda/simt/emulator/runtime/runtime.hpp"

namespace simt::runtime {

namespace {

constexpr std::size_t k_alignment = 256;  // the alignment that cudaMalloc gives

/// Bytes as allocated. Only `bytes` of them may be used, so an overrun by a single byte shows.
std::size_t rounded(std::size_t bytes) { return (bytes + k_alignment - 1) / k_alignment * k_alignment; }

cudaError_t allocate(void** memory, std::size_t bytes) {
  Runtime& all = runtime();
  *memory = nullptr;
  if (all.sticky != cudaSuccess) return remember(all.sticky);
  if (bytes == 0) return cudaSuccess;
  const bool told_to_fail = all.fail_in > 0 && --all.fail_in == 0;
  const std::uint64_t used = all.statistics.device_bytes;
  if (told_to_fail || bytes > all.device.memory_bytes || used > all.device.memory_bytes - bytes)
    return remember(cudaErrorMemoryAllocation);
  void* fresh = std::aligned_alloc(k_alignment, rounded(bytes));
  if (fresh == nullptr) return remember(cudaErrorMemoryAllocation);
  std::memset(fresh, 0xff, bytes);  // NaN or -1, never the zeros that somebody forgot to write
  poison(fresh, rounded(bytes));
  all.device_memory[fresh] = {bytes};
  all.statistics.device_bytes += bytes;
  all.statistics.device_bytes_peak = std::max(all.statistics.device_bytes_peak, all.statistics.device_bytes);
  if (all.open_depth > 0) unpoison(fresh, bytes);
  *memory = fresh;
  return cudaSuccess;
}

/// True when the address lies in one of the map's allocations.
template <class Map, class Bytes>
bool lies_in(const Map& memory, const void* address, Bytes bytes_of) {
  auto after = memory.upper_bound(const_cast<void*>(address));
  if (after == memory.begin()) return false;
  const auto& [start, entry] = *--after;
  return static_cast<const char*>(address) < static_cast<const char*>(start) + bytes_of(entry);
}
bool on_device(const void* address) {
  return lies_in(runtime().device_memory, address, [](const Allocation& a) { return a.bytes; });
}
bool is_pinned(const void* address) {
  return lies_in(runtime().pinned_memory, address, [](std::size_t bytes) { return bytes; });
}

cudaError_t copy_async(void* to, const void* from, std::size_t pitch_to, std::size_t pitch_from, std::size_t width,
                       std::size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  const Lock lock(runtime().mutex);
  const bool to_device = kind == cudaMemcpyHostToDevice || kind == cudaMemcpyDeviceToDevice;
  const bool from_device = kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyDeviceToDevice;
  if (kind != cudaMemcpyDefault && width * height > 0 && (on_device(to) != to_device || on_device(from) != from_device))
    return remember(cudaErrorInvalidValue);
  if (on_device(from) || is_pinned(from)) {
    return enqueue(stream, [=] {
      for (std::size_t row = 0; row < height; ++row)
        std::memcpy(static_cast<char*>(to) + row * pitch_to, static_cast<const char*>(from) + row * pitch_from, width);
      return cudaSuccess;
    });
  }
  // CUDA has read pageable memory when the call returns.
  auto staged = std::make_shared<std::vector<char>>(width * height);
  for (std::size_t row = 0; row < height && width > 0; ++row)
    std::memcpy(staged->data() + row * width, static_cast<const char*>(from) + row * pitch_from, width);
  return enqueue(stream, [=] {
    for (std::size_t row = 0; row < height && width > 0; ++row)
      std::memcpy(static_cast<char*>(to) + row * pitch_to, staged->data() + row * width, width);
    return cudaSuccess;
  });
}

/// The blocking form of a call waits for its own stream.
cudaError_t finish(cudaError_t queued, cudaStream_t stream) {
  return queued == cudaSuccess ? cudaStreamSynchronize(stream) : queued;
}

cudaError_t release(void* memory) {
  Runtime& all = runtime();
  const auto found = all.device_memory.find(memory);
  if (found == all.device_memory.end()) return remember(cudaErrorInvalidValue);
  all.statistics.device_bytes -= found->second.bytes;
  unpoison(memory, rounded(found->second.bytes));
  all.device_memory.erase(found);
  std::free(memory);
  return cudaSuccess;
}

}  // namespace

}  // namespace simt::runtime

using namespace simt::runtime;

extern "C" {

cudaError_t cudaMalloc(void** memory, size_t bytes) {
  const Lock lock(runtime().mutex);
  return allocate(memory, bytes);
}
cudaError_t cudaMallocPitch(void** memory, size_t* pitch, size_t width, size_t height) {
  *pitch = rounded(width);
  return cudaMalloc(memory, *pitch * height);
}
cudaError_t cudaFree(void* memory) {
  const Lock lock(runtime().mutex);
  if (memory == nullptr) return cudaSuccess;
  drain_all();  // waits for the device, as the real cudaFree does
  return release(memory);
}

cudaError_t cudaMallocHost(void** memory, size_t bytes) {
  const Lock lock(runtime().mutex);
  const bool told_to_fail = runtime().fail_pinning_in > 0 && --runtime().fail_pinning_in == 0;
  *memory = told_to_fail ? nullptr : std::malloc(bytes);
  if (*memory == nullptr) return remember(cudaErrorMemoryAllocation);
  runtime().pinned_memory[*memory] = bytes;
  return cudaSuccess;
}
cudaError_t cudaFreeHost(void* memory) {
  const Lock lock(runtime().mutex);
  if (memory == nullptr) return cudaSuccess;
  drain_all();
  if (runtime().pinned_memory.erase(memory) == 0) return remember(cudaErrorInvalidValue);
  std::free(memory);
  return cudaSuccess;
}
cudaError_t cudaHostRegister(void* memory, size_t bytes, unsigned) {
  const Lock lock(runtime().mutex);
  const bool fresh = runtime().pinned_memory.emplace(memory, bytes).second;
  return fresh ? cudaSuccess : remember(cudaErrorHostMemoryAlreadyRegistered);
}
cudaError_t cudaHostUnregister(void* memory) {
  const Lock lock(runtime().mutex);
  drain_all();
  return runtime().pinned_memory.erase(memory) == 1 ? cudaSuccess : remember(cudaErrorHostMemoryNotRegistered);
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream) {
  return copy_async(to, from, bytes, bytes, bytes, 1, kind, stream);
}
cudaError_t cudaMemcpy(void* to, const void* from, size_t bytes, cudaMemcpyKind kind) {
  return finish(cudaMemcpyAsync(to, from, bytes, kind, nullptr), nullptr);
}
cudaError_t cudaMemcpy2DAsync(void* to, size_t pitch_to, const void* from, size_t pitch_from, size_t width,
                              size_t height, cudaMemcpyKind kind, cudaStream_t stream) {
  return copy_async(to, from, pitch_to, pitch_from, width, height, kind, stream);
}
cudaError_t cudaMemcpy2D(void* to, size_t pitch_to, const void* from, size_t pitch_from, size_t width, size_t height,
                         cudaMemcpyKind kind) {
  return finish(copy_async(to, from, pitch_to, pitch_from, width, height, kind, nullptr), nullptr);
}
cudaError_t cudaMemsetAsync(void* memory, int value, size_t bytes, cudaStream_t stream) {
  return enqueue(stream, [=] {
    if (bytes > 0) std::memset(memory, value, bytes);
    return cudaSuccess;
  });
}
cudaError_t cudaMemset(void* memory, int value, size_t bytes) { return cudaMemsetAsync(memory, value, bytes, nullptr); }

cudaError_t cudaMemGetInfo(size_t* free_bytes, size_t* total) {
  const Lock lock(runtime().mutex);
  *total = runtime().device.memory_bytes;
  const std::size_t used = runtime().statistics.device_bytes;
  *free_bytes = *total > used ? *total - used : 0;
  return cudaSuccess;
}
}

#include "cuda/runtime/check.hpp"

#include <string>

#include "shoal/text.hpp"

namespace shoal::cuda {

OutOfDeviceMemory::OutOfDeviceMemory(std::int64_t bytes)
    : Error(ErrorCode::memory, "the GPU has no room for " + human_bytes(bytes) + " more",
            "close what else uses the GPU, or use --device cpu, which gives the same answer") {}

OutOfPinnedMemory::OutOfPinnedMemory(std::int64_t bytes)
    : Error(ErrorCode::memory, "the system pins no " + human_bytes(bytes) + " more of the host's memory",
            "raise its limit (ulimit -l), or use --device cpu, which gives the same answer") {}

void check(cudaError_t status, const char* what) {
  if (status == cudaSuccess) return;
  throw Error(ErrorCode::device, std::string(what) + " failed: " + cudaGetErrorString(status),
              "--device cpu gives the same answer", "CUDA", cudaGetErrorName(status));
}

}  // namespace shoal::cuda

// CUDA's status codes as errors of shoal.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "shoal/error.hpp"

namespace shoal::cuda {

/// The GPU has no room for an allocation. The caller may try again with fewer rows at a time.
class OutOfDeviceMemory : public Error {
 public:
  explicit OutOfDeviceMemory(std::int64_t bytes);
};

/// The system refuses to pin more of the host's memory.
class OutOfPinnedMemory : public Error {
 public:
  explicit OutOfPinnedMemory(std::int64_t bytes);
};

/// Throws Error{device} that names `what` (a kernel or a call) unless the status is success.
void check(cudaError_t status, const char* what);

}  // namespace shoal::cuda

#include "cuda/runtime/gpu.hpp"

#include <algorithm>
#include <limits>

#include "cuda/runtime/check.hpp"

namespace shoal::cuda {
namespace {

int attribute(cudaDeviceAttr which, int ordinal) {
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, ordinal), "cudaDeviceGetAttribute");
  return value;
}

}  // namespace

int count_gpus(std::string& why_none) {
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0) return count;
  cudaGetLastError();
  why_none = status == cudaSuccess ? "the driver shows no GPU" : cudaGetErrorString(status);
  return 0;
}

Gpu find_gpu(int ordinal) {
  std::string why;
  const int count = count_gpus(why);
  if (ordinal >= count) {
    throw Error(ErrorCode::device, count == 0 ? why : "there is no GPU " + std::to_string(ordinal),
                "--device cpu gives the same answer; `shoal devices` lists what is there",
                "--device cuda:" + std::to_string(ordinal));
  }
  cudaDeviceProp properties{};
  check(cudaGetDeviceProperties(&properties, ordinal), "cudaGetDeviceProperties");
  Gpu gpu;
  gpu.ordinal = ordinal;
  gpu.name = properties.name;
  gpu.architecture = 10 * attribute(cudaDevAttrComputeCapabilityMajor, ordinal) +
                     attribute(cudaDevAttrComputeCapabilityMinor, ordinal);
  gpu.processors = attribute(cudaDevAttrMultiProcessorCount, ordinal);
  gpu.shared_bytes = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, ordinal);
  gpu.memory_bytes = static_cast<std::int64_t>(properties.totalGlobalMem);
  return gpu;
}

void use(const Gpu& gpu) { check(cudaSetDevice(gpu.ordinal), "cudaSetDevice"); }

unsigned grid_for(const Gpu& gpu, int a_processor, std::int64_t blocks_of_work) {
  const std::int64_t most = static_cast<std::int64_t>(gpu.processors) * a_processor;
  return static_cast<unsigned>(std::clamp<std::int64_t>(blocks_of_work, 1, most));
}

unsigned whole_grid(std::int64_t blocks) {
  if (blocks > std::numeric_limits<std::int32_t>::max()) {
    throw Error(ErrorCode::memory, "the rows of one pass do not fit a grid of the GPU", "give fewer rows at a time");
  }
  return static_cast<unsigned>(std::max<std::int64_t>(blocks, 1));
}

}  // namespace shoal::cuda

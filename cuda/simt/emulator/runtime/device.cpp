// The emulated device and its errors.
#include <cstring>
#include <string>

#include "cuda/simt/emulator/runtime/runtime.hpp"

namespace simt::runtime {

namespace {

thread_local cudaError_t last_error = cudaSuccess;

/// The shared memory that a block may ask for, by compute capability (CUDA C++ programming guide, "Compute
/// Capabilities").
int smem_per_block_optin(const control::DeviceModel& device) {
  const int capability = 10 * device.major + device.minor;
  if (capability < 80) return 64 << 10;
  if (capability == 86 || capability == 89 || capability >= 120) return 99 << 10;
  return (capability < 90 ? 163 : 227) << 10;
}
int smem_per_multiprocessor(const control::DeviceModel& device) { return smem_per_block_optin(device) + 1024; }

}  // namespace

cudaError_t remember(cudaError_t error) {
  if (error != cudaSuccess) last_error = error;
  return error;
}

}  // namespace simt::runtime

using namespace simt::runtime;

extern "C" {

cudaError_t cudaGetLastError() {
  const Lock lock(runtime().mutex);
  const cudaError_t error = last_error;
  last_error = runtime().sticky;
  return error;
}

const char* cudaGetErrorName(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
      return "cudaSuccess";
    case cudaErrorInvalidValue:
      return "cudaErrorInvalidValue";
    case cudaErrorMemoryAllocation:
      return "cudaErrorMemoryAllocation";
    case cudaErrorInvalidConfiguration:
      return "cudaErrorInvalidConfiguration";
    case cudaErrorInvalidDevice:
      return "cudaErrorInvalidDevice";
    case cudaErrorInvalidResourceHandle:
      return "cudaErrorInvalidResourceHandle";
    case cudaErrorNotReady:
      return "cudaErrorNotReady";
    case cudaErrorLaunchFailure:
      return "cudaErrorLaunchFailure";
    case cudaErrorHostMemoryAlreadyRegistered:
      return "cudaErrorHostMemoryAlreadyRegistered";
    case cudaErrorHostMemoryNotRegistered:
      return "cudaErrorHostMemoryNotRegistered";
    default:
      return "cudaErrorUnknown";
  }
}
const char* cudaGetErrorString(cudaError_t error) {
  if (error == cudaErrorLaunchFailure) {
    const Lock lock(runtime().mutex);
    thread_local std::string text;
    text = "unspecified launch failure: " + runtime().report;
    return text.c_str();
  }
  switch (error) {
    case cudaSuccess:
      return "no error";
    case cudaErrorInvalidValue:
      return "invalid argument";
    case cudaErrorMemoryAllocation:
      return "out of memory";
    case cudaErrorInvalidConfiguration:
      return "invalid configuration argument";
    case cudaErrorInvalidDevice:
      return "invalid device ordinal";
    case cudaErrorInvalidResourceHandle:
      return "invalid resource handle";
    case cudaErrorNotReady:
      return "device not ready";
    default:
      return cudaGetErrorName(error);
  }
}

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 1;
  return cudaSuccess;
}
cudaError_t cudaGetDevice(int* device) {
  *device = 0;
  return cudaSuccess;
}
cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : remember(cudaErrorInvalidDevice); }
cudaError_t cudaDriverGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  if (device != 0) return remember(cudaErrorInvalidDevice);
  const Lock lock(runtime().mutex);
  const simt::control::DeviceModel& model = runtime().device;
  switch (attribute) {
    case cudaDevAttrComputeCapabilityMajor:
      *value = model.major;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = model.minor;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = model.multiprocessors;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = 48 << 10;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      *value = smem_per_block_optin(model);
      break;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      *value = smem_per_multiprocessor(model);
      break;
    case cudaDevAttrMaxThreadsPerBlock:
      *value = 1024;
      break;
    case cudaDevAttrMaxThreadsPerMultiProcessor:
      *value = model.major == 7 ? 1024 : 2048;
      break;
    case cudaDevAttrMaxBlocksPerMultiprocessor:
      *value = model.major == 7 ? 16 : 32;
      break;
    case cudaDevAttrMaxRegistersPerMultiprocessor:
      *value = 65536;
      break;
    case cudaDevAttrWarpSize:
      *value = 32;
      break;
    case cudaDevAttrL2CacheSize:
      *value = 32 << 20;
      break;
    case cudaDevAttrMemoryPoolsSupported:
      *value = 0;
      break;
    default:
      return remember(cudaErrorInvalidValue);
  }
  return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  if (device != 0) return remember(cudaErrorInvalidDevice);
  const Lock lock(runtime().mutex);
  const simt::control::DeviceModel& model = runtime().device;
  *properties = cudaDeviceProp{};
  std::strcpy(properties->name, "emulated GPU");
  properties->totalGlobalMem = model.memory_bytes;
  properties->major = model.major;
  properties->minor = model.minor;
  properties->multiProcessorCount = model.multiprocessors;
  properties->sharedMemPerBlock = 48 << 10;
  properties->sharedMemPerBlockOptin = static_cast<std::size_t>(smem_per_block_optin(model));
  properties->sharedMemPerMultiprocessor = static_cast<std::size_t>(smem_per_multiprocessor(model));
  properties->maxThreadsPerBlock = 1024;
  properties->maxThreadsPerMultiProcessor = model.major == 7 ? 1024 : 2048;
  properties->regsPerMultiprocessor = 65536;
  properties->warpSize = 32;
  properties->l2CacheSize = 32 << 20;
  return cudaSuccess;
}

/// By threads and dynamic shared memory alone: the emulator does not know registers.
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void*, int threads, size_t smem_bytes) {
  if (threads < 1 || threads > 1024) return remember(cudaErrorInvalidValue);
  const Lock lock(runtime().mutex);
  const simt::control::DeviceModel& model = runtime().device;
  const int resident = model.major == 7 ? 1024 : 2048;
  const auto shared = static_cast<std::size_t>(smem_per_multiprocessor(model));
  const std::size_t by_shared = shared / (smem_bytes + 1024);  // the system keeps 1 KiB for each block
  *blocks = std::min({resident / ((threads + 31) / 32 * 32), static_cast<int>(by_shared), 32});
  return cudaSuccess;
}

cudaError_t cudaDeviceReset() {
  const Lock lock(runtime().mutex);
  drain_all();
  runtime().sticky = last_error = cudaSuccess;
  runtime().report.clear();
  return cudaSuccess;
}
}

namespace simt::control {

Options options() {
  const Lock lock(runtime::runtime().mutex);
  return runtime::runtime().options;
}
void set_options(const Options& options) {
  const Lock lock(runtime::runtime().mutex);
  runtime::runtime().options = options;
  runtime::runtime().random.seed(options.seed);
  runtime::runtime().launch_number = 0;
}
DeviceModel device() {
  const Lock lock(runtime::runtime().mutex);
  return runtime::runtime().device;
}
void set_device(const DeviceModel& model) {
  const Lock lock(runtime::runtime().mutex);
  runtime::runtime().device = model;
}
void fail_allocation(int n) {
  const Lock lock(runtime::runtime().mutex);
  runtime::runtime().fail_in = n;
}
void fail_pinning(int n) {
  const Lock lock(runtime::runtime().mutex);
  runtime::runtime().fail_pinning_in = n;
}
Statistics statistics() {
  const Lock lock(runtime::runtime().mutex);
  return runtime::runtime().statistics;
}
void reset_statistics() {
  const Lock lock(runtime::runtime().mutex);
  Statistics& statistics = runtime::runtime().statistics;
  const std::uint64_t now = statistics.device_bytes;
  statistics = {};
  statistics.device_bytes = statistics.device_bytes_peak = now;
}
std::string last_error() {
  const Lock lock(runtime::runtime().mutex);
  return runtime::runtime().report;
}
void clear_error() { cudaDeviceReset(); }

}  // namespace simt::control

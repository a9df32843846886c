#include "device/cuda_presence.hpp"

#include <dlfcn.h>

#include <memory>

#include "shoal/version.hpp"

namespace shoal::detail {
namespace {

bool has_driver() {
  const std::unique_ptr<void, int (*)(void*)> library(dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL), [](void* handle) {
    return handle == nullptr ? 0 : dlclose(handle);
  });
  return library != nullptr;
}

}  // namespace

std::string why_no_cuda() {
  const std::string toolkit = cuda_toolkit();
  std::string built = toolkit.empty() ? std::string(cuda_missing_reason()) : "shoal was built with CUDA " + toolkit;
  if (!has_driver()) return "the driver library libcuda.so.1 was not found (" + built + ")";
  return toolkit.empty() ? built : "";
}

}  // namespace shoal::detail

// The CUDA device. Only src/device/registry.cpp names it; no CUDA type shows here.
#pragma once

#include <memory>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::cuda {

/// GPU number `ordinal` as a device. Error{device} says why it cannot be used.
std::unique_ptr<Device> make_cuda_device(int ordinal);

/// What the driver shows: one entry a GPU, or a single one that is not ready and says why.
std::vector<DeviceInfo> cuda_devices();

}  // namespace shoal::cuda

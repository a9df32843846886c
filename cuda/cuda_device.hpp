// The CUDA device. Only src/device/registry.cpp names it; no CUDA type shows here.
#pragma once

#include <memory>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::cuda {

class LabelSearch;

struct CudaOptions {
  std::int64_t chunk_rows = 0;  ///< > 0 streams all points in chunks of so many rows
  /// Makes the search for the labels of wide float rows (nearest/label_search.hpp); nullptr: the certified search.
  std::unique_ptr<LabelSearch> (*label_search)() = nullptr;
};

/// GPU number `ordinal` as a device. Points that do not fit it are streamed. `few_rows` answers for a handful of rows
/// sooner than a GPU does; the GPU does it where there is none. Answers do not depend on the options. Error{device} says why
/// the GPU cannot be used.
std::unique_ptr<Device> make_cuda_device(int ordinal, std::unique_ptr<Device> few_rows = nullptr,
                                         const CudaOptions& options = {});

/// What the driver shows: one entry a GPU, or a single one that is not ready and says why.
std::vector<DeviceInfo> cuda_devices();

}  // namespace shoal::cuda

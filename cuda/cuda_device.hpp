// The CUDA device. Only src/device/registry.cpp names it, and no CUDA type appears here.
#pragma once

#include <memory>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::cuda {

class LabelSearch;

struct CudaOptions {
  std::int64_t chunk_rows = 0;  ///< if > 0, all points are streamed in chunks of so many rows
  /// Makes the search for the labels of wide float rows (nearest/label_search.hpp); nullptr: the certified search.
  std::unique_ptr<LabelSearch> (*label_search)() = nullptr;
};

/// GPU number `ordinal` as a device. Points that do not fit into its memory are streamed. `few_rows` is a device that
/// works on a handful of rows faster than a GPU; without one, the GPU does that. Results do not depend on the options.
/// Error{device} says why the GPU cannot be used.
std::unique_ptr<Device> make_cuda_device(int ordinal, std::unique_ptr<Device> few_rows = nullptr,
                                         const CudaOptions& options = {});

/// The GPUs that the driver shows: one entry for each, or a single entry that is not ready and says why.
std::vector<DeviceInfo> cuda_devices();

}  // namespace shoal::cuda

// The CUDA device on the emulator, with wide float rows labelled by products of the stand-in for cuBLAS. The library
// that holds it shows nothing else.
#pragma once

#include <cstdint>
#include <memory>

#include "shoal/device.hpp"

namespace shoal::cuda::baseline {

/// The device; `chunk_rows` > 0 streams points in chunks of so many rows.
__attribute__((visibility("default"))) std::unique_ptr<Device> make_emulated_cublas_device(std::int64_t chunk_rows = 0);

}  // namespace shoal::cuda::baseline

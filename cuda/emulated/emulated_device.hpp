// The CUDA device on the emulator of cuda/simt, and what tests may do to it. The library that holds it exports nothing
// else.
#pragma once

#include <cstdint>
#include <memory>

#include "shoal/device.hpp"

namespace shoal::cuda {

/// The order in which the emulator runs threads and blocks.
enum class EmulatedOrder : std::uint8_t { fifo, lifo, random };

/// Makes the device. chunk_rows > 0: points are streamed in chunks of so many rows.
__attribute__((visibility("default"))) std::unique_ptr<Device> make_emulated_device(std::int64_t chunk_rows = 0);

__attribute__((visibility("default"))) void set_emulated_order(EmulatedOrder order, std::uint64_t seed);

/// Makes the n-th allocation of device memory from now on fail, once; 0: none fails.
__attribute__((visibility("default"))) void fail_emulated_allocation(std::int64_t n);

/// The same for pinned memory of the host.
__attribute__((visibility("default"))) void fail_emulated_pinning(std::int64_t n);

/// Sets how many bytes of device memory there are.
__attribute__((visibility("default"))) void set_emulated_memory(std::int64_t bytes);

}  // namespace shoal::cuda

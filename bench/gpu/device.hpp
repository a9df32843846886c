// The device of a contestant.
#pragma once

#include <memory>
#include <string_view>

#include "shoal/device.hpp"

namespace shoal::bench {

/// Device `name`; `products` "cublas": a GPU whose wide float rows cuBLAS multiplies, "" its own kernels. Error{device} when
/// cuBLAS or the GPU cannot be had.
std::unique_ptr<Device> make_contestant(std::string_view name, std::string_view products);

}  // namespace shoal::bench

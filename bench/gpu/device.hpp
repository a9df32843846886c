// The device of a contestant.
#pragma once

#include <memory>
#include <string_view>

#include "shoal/device.hpp"

namespace shoal::bench {

/// Device `name`. `products` is "", or "cublas" for a GPU that finds the labels of wide float rows by products of cuBLAS.
/// Error{device} says why cuBLAS or the GPU cannot be had.
std::unique_ptr<Device> make_contestant(std::string_view name, std::string_view products);

}  // namespace shoal::bench

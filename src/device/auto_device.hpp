// The choice between a fast device and the CPU, made for each matrix.
#pragma once

#include <cstdint>
#include <memory>

#include "shoal/device.hpp"

namespace shoal::detail {

/// Points of fewer values than this stay on the CPU: opening a GPU takes longer than clustering them.
inline constexpr std::int64_t k_least_values_for_gpu = std::int64_t{1} << 22;

/// Places points of at least `least_values` values on `gpu` and others on `cpu`. What the GPU has no memory for is done by
/// the CPU instead, from where it stood: both give the same bits. take_notes() says what was placed where and why. Errors
/// but those of memory are passed on.
std::unique_ptr<Device> make_auto_device(std::unique_ptr<Device> gpu, std::unique_ptr<Device> cpu,
                                         std::int64_t least_values = k_least_values_for_gpu);

}  // namespace shoal::detail

// The CPU device: every pass as SIMD code chosen at run time. Only src/device/registry.cpp names it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::cpu {

/// The CPU as a device. `target` forces one SIMD target ("scalar", "sse4", "avx2", "avx512", "avx512vnni", "amx", "neon"); ""
/// takes the best one that this processor runs. Results do not depend on it. Error{usage} for another target lists those
/// that this processor runs.
std::unique_ptr<Device> make_cpu_device(std::string_view target);

/// The SIMD targets that this processor runs, best first; "scalar" is always the last.
std::vector<std::string> supported_targets();

}  // namespace shoal::cpu

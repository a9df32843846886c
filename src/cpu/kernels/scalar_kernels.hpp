// The kernels in plain C++: what runs where there is no SIMD target, and what the SIMD code is compared with.
#pragma once

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

Kernels scalar_kernels();

}  // namespace shoal::cpu

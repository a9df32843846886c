// The kernels in plain C++. They run on processors without a SIMD target, and tests compare the SIMD code with them.
#pragma once

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

Kernels scalar_kernels();

}  // namespace shoal::cpu

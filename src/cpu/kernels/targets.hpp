// The SIMD targets that were built and that this processor runs, with their kernels.
#pragma once

#include <string_view>
#include <vector>

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

struct Target {
  std::string_view name;  ///< as users write it: "avx2"
  Kernels kernels;
};

/// All of them, the best one first and the plain scalar code last.
std::vector<Target> runnable_targets();

}  // namespace shoal::cpu

// The SIMD targets: which are built, which this processor runs, and their kernels.
#pragma once

#include <string_view>
#include <vector>

#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

struct Target {
  std::string_view name;  ///< as users write it: "avx2"
  Kernels kernels;
};

/// Every target that was built and that this processor runs, best first; the plain scalar code last.
std::vector<Target> runnable_targets();

}  // namespace shoal::cpu

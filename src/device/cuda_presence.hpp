#pragma once

#include <string>

namespace shoal::detail {

/// Why no CUDA device can be used here: no toolkit when shoal was built, or no driver now. Empty where there are both.
std::string why_no_cuda();

}  // namespace shoal::detail

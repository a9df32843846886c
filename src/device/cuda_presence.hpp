#pragma once

#include <string>

namespace shoal::detail {

/// Why no CUDA device can be used here: no toolkit when shoal was built, no driver now, or no CUDA back end.
std::string why_no_cuda();

}  // namespace shoal::detail

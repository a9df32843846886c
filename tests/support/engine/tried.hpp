// Which SIMD targets and devices a test tries: all that this machine has. Under a sanitizer, which looks at lines and not at numbers, of the
// targets the best one and the plain code alone: the others are the same lines, and the release build tries them. With
// SHOAL_EVERY_TARGET in the environment a sanitizer sees them all, too.
#pragma once

#include <string>
#include <vector>

#include "cpu/kernels/targets.hpp"

namespace shoal::test {

/// The best one first and the plain code last.
std::vector<cpu::Target> tried_targets();

/// Names of devices that are ready, for make_device(): "cpu", "cpu:<target>" of those targets, and GPUs.
std::vector<std::string> tried_devices();

}  // namespace shoal::test

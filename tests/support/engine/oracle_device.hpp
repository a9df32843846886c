// The oracle of the Device contract: every pass written plainly from its docstring and docs/design/0001-one-answer.md,
// one row after the other on one thread, with an arithmetic of its own (whole numbers where the library uses scaled
// doubles).
#pragma once

#include <memory>

#include "shoal/device.hpp"
#include "shoal/kmeans_loops.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/neighbour_passes.hpp"

namespace shoal::test {

/// Silhouettes are computed by definition in long double. Slow: for small data only.
std::unique_ptr<Device> make_oracle_device();

}  // namespace shoal::test

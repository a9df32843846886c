#pragma once

#include <cstdint>

namespace shoal::detail {

/// Throws what every device's upload() throws for a NaN or infinite value; row and column from 0.
[[noreturn]] void throw_not_finite(std::int64_t row, std::int64_t column, double value);

}  // namespace shoal::detail

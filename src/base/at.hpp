// Indices are std::int64_t in shoal and std::size_t in the standard library.
#pragma once

#include <cstddef>
#include <cstdint>

namespace shoal {

/// An index as containers of the standard library take it: values[at(row)].
constexpr std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace shoal

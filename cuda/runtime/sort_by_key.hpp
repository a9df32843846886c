// Sorts rows by keys on the GPU.
#pragma once

#include <cstdint>

#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Keys and the rows that belong to them. A sort replaces both arrays.
struct KeyedRows {
  explicit KeyedRows(std::int64_t count) : keys(count), rows(count) {}

  Buffer<std::uint64_t> keys;
  Buffer<std::int64_t> rows;
};

/// Sorts the first `count` rows by ascending key; rows with equal keys keep their order (radix sort). The sort runs in
/// stream order. O(count) time, and as much memory again. OutOfDeviceMemory.
void sort_by_key(const Stream& stream, KeyedRows& keyed, std::int64_t count);

}  // namespace shoal::cuda

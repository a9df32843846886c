// Sorting on the GPU.
#pragma once

#include <cstdint>

#include "cuda/runtime/memory.hpp"
#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Keys and values that a sort swaps with its own copies.
struct KeyedRows {
  explicit KeyedRows(std::int64_t count) : keys(count), rows(count) {}

  Buffer<std::uint64_t> keys;
  Buffer<std::int64_t> rows;
};

/// Sorts the first `count` rows by their keys, those of equal keys in the order that they had (radix sort). In stream
/// order. O(count) time; as much memory again. OutOfDeviceMemory.
void sort_by_key(const Stream& stream, KeyedRows& keyed, std::int64_t count);

}  // namespace shoal::cuda

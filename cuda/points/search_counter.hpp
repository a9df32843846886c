// How many rows searches ranked, and how many of those they left open.
#pragma once

#include "cuda/runtime/memory.hpp"
#include "shoal/kmeans_passes.hpp"

namespace shoal::cuda {

class SearchCounter {
 public:
  SearchCounter();

  /// Adds a search of `rows` rows of which *uncertain, in device memory, were left open; in the order of the stream.
  void add(const Stream& stream, std::int64_t rows, const std::int32_t* uncertain);
  /// Waits for nothing but its own copy.
  SearchCounts counts() const;

 private:
  Buffer<unsigned long long> searched_;  ///< rows, and those left open
};

}  // namespace shoal::cuda

// Counts the rows that searches ranked, and the rows of them that they left open.
#pragma once

#include "cuda/runtime/memory.hpp"
#include "shoal/kmeans_passes.hpp"

namespace shoal::cuda {

class SearchCounter {
 public:
  SearchCounter();

  /// Adds a search of `rows` rows, of which *uncertain (in device memory) were left open, in the order of the stream.
  void add(const Stream& stream, std::int64_t rows, const std::int32_t* uncertain);
  /// The counts so far. Waits for its own copy only, not for the searches of other streams.
  SearchCounts counts() const;

 private:
  Buffer<unsigned long long> searched_;  ///< [2] rows ranked, rows left open
};

}  // namespace shoal::cuda

#include "cuda/points/search_counter.hpp"

#include "cuda/points/count_search.cuh"
#include "cuda/runtime/launch.hpp"

namespace shoal::cuda {

SearchCounter::SearchCounter() : searched_(2) {
  const Stream stream;
  fill_bytes(stream, searched_.data(), 0, 2);
  stream.wait();
}

void SearchCounter::add(const Stream& stream, std::int64_t rows, const std::int32_t* uncertain) {
  launch("count_search", count_search, {1, 1}, stream, uncertain, rows, searched_.data());
}

SearchCounts SearchCounter::counts() const {
  const Stream stream;
  unsigned long long searched[2];
  to_host(stream, searched, searched_.data(), 2);
  stream.wait();
  return {static_cast<std::int64_t>(searched[0]), static_cast<std::int64_t>(searched[1])};
}

}  // namespace shoal::cuda

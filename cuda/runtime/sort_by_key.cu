#include "cuda/runtime/sort_by_key.hpp"

#include "cuda/runtime/launch.hpp"
#include "cuda/simt/simt.hpp"

#if SIMT_EMULATED
#include <algorithm>
#include <utility>
#include <vector>
#else
#include <cub/device/device_radix_sort.cuh>
#endif

namespace shoal::cuda {

#if SIMT_EMULATED

namespace {

/// Sorts in place. One thread does all the work.
__global__ void sort_pairs(std::uint64_t* keys, std::int64_t* rows, std::int64_t count) {
  std::vector<std::pair<std::uint64_t, std::int64_t>> pairs;
  for (std::int64_t i = 0; i < count; ++i) pairs.emplace_back(keys[i], rows[i]);
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::int64_t i = 0; i < count; ++i) {
    keys[i] = pairs[static_cast<std::size_t>(i)].first;
    rows[i] = pairs[static_cast<std::size_t>(i)].second;
  }
}

}  // namespace

void sort_by_key(const Stream& stream, KeyedRows& keyed, std::int64_t count) {
  launch("sort_by_key", sort_pairs, {dim3(1), dim3(1)}, stream, keyed.keys.data(), keyed.rows.data(), count);
}

#else

void sort_by_key(const Stream& stream, KeyedRows& keyed, std::int64_t count) {
  KeyedRows sorted(count);
  std::size_t bytes = 0;
  const auto sort = [&](void* scratch) {
    check(cub::DeviceRadixSort::SortPairs(scratch, bytes, keyed.keys.data(), sorted.keys.data(), keyed.rows.data(),
                                          sorted.rows.data(), count, 0, 64, stream.get()),
          "sort_by_key");
  };
  sort(nullptr);
  const Buffer<unsigned char> scratch(static_cast<std::int64_t>(bytes));
  sort(scratch.data());
  stream.wait();  // the kernels still use the scratch space and the unsorted rows, which this function is about to free
  keyed = std::move(sorted);
}

#endif

}  // namespace shoal::cuda

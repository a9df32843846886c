// Counts of searches.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Adds the rows of a search, and those it left open, to those of all searches of these points. One thread.
__global__ void count_search(const std::int32_t* __restrict__ uncertain, std::int64_t rows,
                             unsigned long long* searched) {
  atomicAdd(&searched[0], static_cast<unsigned long long>(rows));
  atomicAdd(&searched[1], static_cast<unsigned long long>(*uncertain));
}

}  // namespace shoal::cuda

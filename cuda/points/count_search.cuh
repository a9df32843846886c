// Counts what searches did.
#pragma once

#include <cstdint>

#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

/// Adds the rows of one search to searched[0], and the rows that it left open to searched[1]. One thread.
__global__ void count_search(const std::int32_t* __restrict__ uncertain, std::int64_t rows,
                             unsigned long long* searched) {
  atomicAdd(&searched[0], static_cast<unsigned long long>(rows));
  atomicAdd(&searched[1], static_cast<unsigned long long>(*uncertain));
}

}  // namespace shoal::cuda

// Scores of the certified search by the tensor cores of sm_90a.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>

#include "cuda/runtime/stream.hpp"

namespace shoal::cuda {

/// Finite halves, row by row, in device memory: value j of row i is values[i * stride + j]; at a multiple of 16 bytes, the
/// stride a multiple of 8.
struct HalfRows {
  const __half* values;
  std::int64_t rows;
  std::int64_t cols;
  std::int64_t stride;
};

/// Arrays in device memory. half_sq has ceil(k / 128) * 128 values; those beyond k are finite and above every score, at most
/// 1e37.
struct HopperScore {
  HalfRows points;
  HalfRows centroids;
  const float* half_sq;           ///< [k, padded] |c|^2 / 2
  const float* bound;             ///< [n] a gap between the best two scores that is no larger proves nothing
  std::int32_t* labels;           ///< [n] out: the centroid of the least half_sq - x.c
  std::int32_t* uncertain;        ///< [n] out: rows whose gap proves nothing, in any order
  std::int32_t* uncertain_count;  ///< [1] rows are appended from here on
};

/// Puts the pass into the stream. A row is listed unless its gap exceeds its bound by what the kernel's own packing may
/// hide (less than 2^-16 of the larger score). The label of a listed row is one of the nearly best, which one is not
/// defined; everything else is determined. n and k are from 1 to 2^31 - 1. Cost: ceil(n / 256) ceil(k / 128) 2^15 d products
/// at the rate of the tensor cores (docs/design/0006-scores-on-sm90.md); each centroid is read once for 256 rows (128 for
/// 256 < d <= 512). Needs compute capability 9.0. Errors: Error{device}.
void score_on_hopper(const Stream& stream, const HopperScore& pass);

}  // namespace shoal::cuda

// Operands and results of a pass of scores.
//
// The score of centroid c for row x is half_sq[c] - x.c, with half_sq[c] = |c|^2 / 2. As |x - c|^2 = |x|^2 + 2 score,
// the smallest score belongs to the nearest centroid.
#pragma once

#include <cuda_fp16.h>

#include <cstdint>

namespace shoal::cuda {

/// Centroids are scored in tiles of so many: the length of half_sq is a multiple.
inline constexpr int k_score_tile = 128;
/// The number of columns of the operands is a multiple, padded with zeros.
inline constexpr int k_score_columns = 16;

/// Finite halves in device memory, row by row: value j of row i is values[i * stride + j]. `values` is a multiple of 16
/// bytes, the stride a multiple of 8.
struct HalfRows {
  const __half* values;
  std::int64_t rows;
  std::int64_t cols;
  std::int64_t stride;
};

/// Arrays in device memory; n rows, k centroids. half_sq has ceil(k / k_score_tile) * k_score_tile values; those from k
/// on are finite, at most 1e37, and above every score.
struct ScorePass {
  HalfRows points;
  HalfRows centroids;
  const float* half_sq;     ///< [k, padded] |c|^2 / 2
  const float* bound;       ///< [n] if second best score - best score <= bound[i], the label of row i is not proven
  std::int32_t* labels;     ///< [n] out: the centroid of the smallest score
  std::int32_t* uncertain;  ///< [n] out: the rows whose labels are not proven, in any order
  std::int32_t* uncertain_count;  ///< [1] the rows are appended from here on
};

}  // namespace shoal::cuda

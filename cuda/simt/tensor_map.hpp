// A matrix in global memory as TMA copies it: in boxes of 64 halves by box_rows rows.
#pragma once

#include <cuda_fp16.h>
#include <cuda_runtime_api.h>

#include <cstdint>

#include "cuda/simt/simt.hpp"

#if !SIMT_EMULATED
#include <cuda.h>
#endif

namespace simt {

inline constexpr int k_box_columns = 64;  ///< 128 bytes: the width of the swizzle

#if SIMT_EMULATED
struct TensorMap {
  const __half* values;
  std::int64_t rows;
  std::int64_t columns;
  std::int64_t stride;
  int box_rows;
};
#else
using TensorMap = CUtensorMap;  ///< opaque; a kernel takes it as `const __grid_constant__ TensorMap`
#endif

/// Describes a row-major matrix of halves: value (row, column) is values[row * stride + column]. `values` is a multiple
/// of 16 bytes and the stride a multiple of 8; rows and columns are below 2^31, and box_rows is at most 256. Throws
/// nothing: returns CUDA's error when the driver refuses the matrix or has no TMA. The driver's function is found
/// through the runtime, so that nothing links the driver.
cudaError_t make_tensor_map(TensorMap& map, const __half* values, std::int64_t rows, std::int64_t columns,
                            std::int64_t stride, int box_rows);

}  // namespace simt

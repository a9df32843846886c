#include "cuda/simt/tensor_map.hpp"

namespace simt {

#if SIMT_EMULATED

cudaError_t make_tensor_map(TensorMap& map, const __half* values, std::int64_t rows, std::int64_t columns,
                            std::int64_t stride, int box_rows) {
  constexpr std::int64_t k_most = 1LL << 31;
  const bool aligned = reinterpret_cast<std::uintptr_t>(values) % 16 == 0 && stride % 8 == 0;
  if (!aligned || rows < 1 || columns < 1 || rows > k_most || columns > k_most || box_rows < 1 || box_rows > 256)
    return cudaErrorInvalidValue;
  map = {values, rows, columns, stride, box_rows};
  return cudaSuccess;
}

#else

cudaError_t make_tensor_map(TensorMap& map, const __half* values, std::int64_t rows, std::int64_t columns,
                            std::int64_t stride, int box_rows) {
  constexpr unsigned k_driver_with_tma = 12000;
  void* found = nullptr;
  cudaDriverEntryPointQueryResult result{};
  const cudaError_t status =
      cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &found, k_driver_with_tma, cudaEnableDefault, &result);
  if (status != cudaSuccess) return status;
  if (result != cudaDriverEntryPointSuccess) return cudaErrorSymbolNotFound;

  const auto encode = reinterpret_cast<decltype(&cuTensorMapEncodeTiled)>(found);
  const cuuint64_t extent[2] = {static_cast<cuuint64_t>(columns), static_cast<cuuint64_t>(rows)};
  const cuuint64_t stride_bytes[1] = {static_cast<cuuint64_t>(stride) * sizeof(__half)};
  const cuuint32_t box[2] = {k_box_columns, static_cast<cuuint32_t>(box_rows)};
  const cuuint32_t step[2] = {1, 1};
  const CUresult refused = encode(&map, CU_TENSOR_MAP_DATA_TYPE_FLOAT16, 2, const_cast<__half*>(values), extent,
                                  stride_bytes, box, step, CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
                                  CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  return refused == CUDA_SUCCESS ? cudaSuccess : cudaErrorInvalidValue;
}

#endif

}  // namespace simt

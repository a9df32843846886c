// The part of cuBLAS that shoal calls, as plain loops in double.
#include <cublas_v2.h>

#include "cuda/simt/emulator/runtime/runtime.hpp"
#include "cuda/simt/half.hpp"

struct cublasContext {
  cudaStream_t stream = nullptr;
};

namespace {

/// Reads element (row, col) of op(matrix), column-major.
template <class Load>
struct Operand {
  const void* values;
  bool transposed;
  int leading;
  Load load;
  double operator()(int row, int col) const {
    const auto at = transposed ? col + std::int64_t{row} * leading : row + std::int64_t{col} * leading;
    return load(values, at);
  }
};

double load_float(const void* values, std::int64_t at) { return static_cast<const float*>(values)[at]; }
double load_half(const void* values, std::int64_t at) { return __half2float(static_cast<const __half*>(values)[at]); }
double load_bfloat16(const void* values, std::int64_t at) {
  return __bfloat162float(static_cast<const __nv_bfloat16*>(values)[at]);
}
using Load = double (*)(const void*, std::int64_t);

Load load_of(cudaDataType type) {
  if (type == CUDA_R_32F) return &load_float;
  if (type == CUDA_R_16F) return &load_half;
  if (type == CUDA_R_16BF) return &load_bfloat16;
  return nullptr;
}

cublasStatus_t multiply(cublasHandle_t handle, int m, int n, int k, float alpha, Operand<Load> a, Operand<Load> b,
                        float beta, float* c, int leading_c) {
  const cudaError_t queued = simt::runtime::enqueue(handle->stream, [=] {
    for (int col = 0; col < n; ++col) {
      for (int row = 0; row < m; ++row) {
        double sum = 0;
        for (int i = 0; i < k; ++i) sum += a(row, i) * b(i, col);
        float& out = c[row + std::int64_t{col} * leading_c];
        out = static_cast<float>(alpha * sum +
                                 (beta == 0 ? 0.0 : static_cast<double>(beta) * out));  // beta 0: c is not read
      }
    }
    return cudaSuccess;
  });
  return queued == cudaSuccess ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_EXECUTION_FAILED;
}

}  // namespace

extern "C" {

cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
  *handle = new cublasContext;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasDestroy_v2(cublasHandle_t handle) {
  delete handle;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetStream_v2(cublasHandle_t handle, cudaStream_t stream) {
  handle->stream = stream;
  return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasSetMathMode(cublasHandle_t, cublasMath_t) { return CUBLAS_STATUS_SUCCESS; }
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t, void*, size_t) { return CUBLAS_STATUS_SUCCESS; }

cublasStatus_t cublasSgemm_v2(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n,
                              int k, const float* alpha, const float* a, int leading_a, const float* b, int leading_b,
                              const float* beta, float* c, int leading_c) {
  return multiply(handle, m, n, k, *alpha, {a, op_a != CUBLAS_OP_N, leading_a, &load_float},
                  {b, op_b != CUBLAS_OP_N, leading_b, &load_float}, *beta, c, leading_c);
}

/// Float output and float compute types only.
cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                            const void* alpha, const void* a, cudaDataType type_a, int leading_a, const void* b,
                            cudaDataType type_b, int leading_b, const void* beta, void* c, cudaDataType type_c,
                            int leading_c, cublasComputeType_t, cublasGemmAlgo_t) {
  const Load load_a = load_of(type_a), load_b = load_of(type_b);
  if (load_a == nullptr || load_b == nullptr || type_c != CUDA_R_32F) return CUBLAS_STATUS_NOT_SUPPORTED;
  return multiply(handle, m, n, k, *static_cast<const float*>(alpha), {a, op_a != CUBLAS_OP_N, leading_a, load_a},
                  {b, op_b != CUBLAS_OP_N, leading_b, load_b}, *static_cast<const float*>(beta), static_cast<float*>(c),
                  leading_c);
}
}

#include "bench/gpu/cublas/emulated/emulated_cublas.hpp"

#include <library_types.h>

#include <cmath>

#include "cuda/simt/emulator/runtime/runtime.hpp"

struct cublasContext {
  cudaStream_t stream = nullptr;
};

namespace shoal::cuda::baseline {
namespace {

constexpr int k_done = 0, k_failed = 13, k_not_supported = 15;  // CUBLAS_STATUS_...

int create(cublasContext** handle) {
  *handle = new cublasContext;
  return k_done;
}

int destroy(cublasContext* handle) {
  delete handle;
  return k_done;
}

int set_stream(cublasContext* handle, cudaStream_t stream) {
  handle->stream = stream;
  return k_done;
}

const char* status_text(int status) { return status == k_not_supported ? "not supported" : "a failure"; }

/// c = (transpose of a) times b, all column-major; a is inner x m, b is inner x n.
struct Product {
  const float* a;
  const float* b;
  float* c;
  std::int64_t m, n, inner, leading_a, leading_b, leading_c;

  void run() const {
    for (std::int64_t col = 0; col < n; ++col) {
      for (std::int64_t row = 0; row < m; ++row) c[row + col * leading_c] = entry(row, col);
    }
  }
  float entry(std::int64_t row, std::int64_t col) const {
    double sum = 0.0, magnitudes = 0.0;
    for (std::int64_t i = 0; i < inner; ++i) {
      const double term = static_cast<double>(a[i + row * leading_a]) * b[i + col * leading_b];
      sum += term;
      magnitudes += std::abs(term);
    }
    const double error = static_cast<double>(emulated_product_error) * magnitudes;
    return static_cast<float>(row % 2 == 0 ? sum + error : sum - error);
  }
};

int gemm(cublasContext* handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a, int type_a,
         int leading_a, const void* b, int type_b, int leading_b, const void* beta, void* c, int type_c, int leading_c,
         int compute, int /*algorithm*/) {
  const bool floats = type_a == CUDA_R_32F && type_b == CUDA_R_32F && type_c == CUDA_R_32F && compute == 69;
  const bool plain = *static_cast<const float*>(alpha) == 1.0f && *static_cast<const float*>(beta) == 0.0f;
  if (!floats || !plain || op_a != 1 || op_b != 0) return k_not_supported;
  const Product product{static_cast<const float*>(a),
                        static_cast<const float*>(b),
                        static_cast<float*>(c),
                        m,
                        n,
                        k,
                        leading_a,
                        leading_b,
                        leading_c};
  const cudaError_t queued = simt::runtime::enqueue(handle->stream, [product] {
    product.run();
    return cudaSuccess;
  });
  return queued == cudaSuccess ? k_done : k_failed;
}

}  // namespace

const CublasFunctions& emulated_cublas() {
  static constexpr CublasFunctions functions{create, destroy, set_stream, gemm, status_text};
  return functions;
}

}  // namespace shoal::cuda::baseline

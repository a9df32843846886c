// cuBLAS, found when the program runs: its 600 MB are loaded when somebody asks for products by it, and never otherwise.
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/stream.hpp"

struct cublasContext;

namespace shoal::cuda::baseline {

/// What is called of it: the C interface of cublas_v2.h, which versions 12 and 13 share; enumerations are ints.
struct CublasFunctions {
  using Handle = cublasContext*;
  int (*create)(Handle*);
  int (*destroy)(Handle);
  int (*set_stream)(Handle, cudaStream_t);
  int (*gemm)(Handle, int op_a, int op_b, int m, int n, int k, const void* alpha, const void* a, int type_a,
              int leading_a, const void* b, int type_b, int leading_b, const void* beta, void* c, int type_c,
              int leading_c, int compute, int algorithm);
  const char* (*status_text)(int);
};

/// The functions of the first library of these names that is there; loaded for as long as the program runs.
/// Error{device} with the loader's words when none is, or when it lacks one of the functions.
CublasFunctions find_cublas(std::span<const char* const> names);
/// Those of libcublas.so.13, else of libcublas.so.12; looked for once.
const CublasFunctions& find_cublas();

/// Rows of floats: value j of row i is values[i * stride + j].
struct FloatRows {
  const float* values;
  std::int64_t rows;
  std::int64_t cols;
  std::int64_t stride;
};

/// A handle: one stream at a time.
class Cublas {
 public:
  /// Error{device} when cuBLAS cannot start, as on a machine without a GPU.
  explicit Cublas(const CublasFunctions& functions);
  ~Cublas();
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  /// products[i * b.rows + j] = sum of a[i][c] b[j][c], in floats: products and sums rounded to 24 bits, in any order (no
  /// TF32, no lesser number of products than the definition has). In the order of the stream; every count below 2^31.
  void multiply(const Stream& stream, const FloatRows& a, const FloatRows& b, float* products) const;

 private:
  void require(int status, const char* what) const;

  const CublasFunctions& functions_;
  CublasFunctions::Handle handle_ = nullptr;
};

}  // namespace shoal::cuda::baseline

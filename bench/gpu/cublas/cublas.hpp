// cuBLAS, found at run time: its 600 MB are loaded only when somebody asks for its products.
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/stream.hpp"

struct cublasContext;

namespace shoal::cuda::baseline {

/// The functions that are called, with the C interface of cublas_v2.h, which versions 12 and 13 share. Enumerations are
/// ints.
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

/// Loads the first of these libraries that exists, for as long as the program runs, and returns its functions.
/// Error{device} in the loader's words when none exists or when it lacks one of the functions.
CublasFunctions find_cublas(std::span<const char* const> names);
/// The functions of libcublas.so.13, or else of libcublas.so.12; found once.
const CublasFunctions& find_cublas();

/// Rows of floats: value j of row i is values[i * stride + j].
struct FloatRows {
  const float* values;
  std::int64_t rows;
  std::int64_t cols;
  std::int64_t stride;
};

/// A cuBLAS handle. Use it with one stream at a time.
class Cublas {
 public:
  /// Error{device} when cuBLAS cannot start, for instance on a machine without a GPU.
  explicit Cublas(const CublasFunctions& functions);
  ~Cublas();
  Cublas(const Cublas&) = delete;
  Cublas& operator=(const Cublas&) = delete;

  /// products[i * b.rows + j] = sum over c of a[i][c] b[j][c], in stream order. Products and sums are rounded to
  /// floats, in any order; TF32 and algorithms with fewer products than the definition are excluded. All counts are
  /// below 2^31.
  void multiply(const Stream& stream, const FloatRows& a, const FloatRows& b, float* products) const;

 private:
  void require(int status, const char* what) const;

  const CublasFunctions& functions_;
  CublasFunctions::Handle handle_ = nullptr;
};

}  // namespace shoal::cuda::baseline

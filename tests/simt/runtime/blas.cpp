// The stand-in for cuBLAS, where the toolkit has its header.
#include "emulated.hpp"

#if __has_include(<cublas_v2.h>)
#include <cublas_v2.h>

#include <cmath>

#include "cuda/simt/half.hpp"

namespace simt::test {
namespace {

/// Column-major product of op(a), m x k, and op(b), k x n.
std::vector<float> plain_product(bool ta, bool tb, int m, int n, int k, const std::vector<float>& a,
                                 const std::vector<float>& b) {
  std::vector<float> c(static_cast<std::size_t>(m * n));
  for (int row = 0; row < m; ++row)
    for (int col = 0; col < n; ++col)
      for (int i = 0; i < k; ++i)
        c[static_cast<std::size_t>(row + col * m)] += a[static_cast<std::size_t>(ta ? i + row * k : row + i * m)] *
                                                      b[static_cast<std::size_t>(tb ? col + i * n : i + col * k)];
  return c;
}

TEST(Blas, MultipliesInEveryLayout) {
  const int m = 5, n = 3, k = 7;
  std::vector<float> a(m * k), b(k * n);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<float>(i % 11) - 5;
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<float>(i % 7) - 3;
  std::vector<__half> half_a, half_b;
  for (const float v : a) half_a.push_back(__float2half_rn(v));
  for (const float v : b) half_b.push_back(__float2half_rn(v));
  const OnDevice<float> da(a), db(b);
  const OnDevice<__half> ha(half_a), hb(half_b);
  cublasHandle_t handle = nullptr;
  ASSERT_EQ(cublasCreate(&handle), CUBLAS_STATUS_SUCCESS);
  const float one = 1, zero = 0;
  for (const bool ta : {false, true}) {
    for (const bool tb : {false, true}) {
      const OnDevice<float> c(m * n, NAN), ch(m * n, NAN);  // beta is 0: what was there does not count
      const auto op_a = ta ? CUBLAS_OP_T : CUBLAS_OP_N, op_b = tb ? CUBLAS_OP_T : CUBLAS_OP_N;
      const int leading_a = ta ? k : m, leading_b = tb ? n : k;
      EXPECT_EQ(cublasSgemm(handle, op_a, op_b, m, n, k, &one, da.data(), leading_a, db.data(), leading_b, &zero,
                            c.data(), m),
                CUBLAS_STATUS_SUCCESS);
      EXPECT_EQ(cublasGemmEx(handle, op_a, op_b, m, n, k, &one, ha.data(), CUDA_R_16F, leading_a, hb.data(), CUDA_R_16F,
                             leading_b, &zero, ch.data(), CUDA_R_32F, m, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT),
                CUBLAS_STATUS_SUCCESS);
      EXPECT_EQ(c.values(), plain_product(ta, tb, m, n, k, a, b));
      EXPECT_EQ(ch.values(), plain_product(ta, tb, m, n, k, a, b));
    }
  }
  cublasDestroy(handle);
}

}  // namespace
}  // namespace simt::test

#endif

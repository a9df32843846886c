// Memory, errors and the device model.
#include <cublas_v2.h>

#include <cmath>

#include "cuda/simt/half.hpp"
#include "emulated.hpp"

namespace simt::test {
namespace {

TEST(DeviceMemory, HoldsGarbageAtFirst) {
  unsigned char* memory = nullptr;
  ASSERT_EQ(cudaMalloc(reinterpret_cast<void**>(&memory), 100), cudaSuccess);
  std::vector<unsigned char> host(100);
  cudaMemcpy(host.data(), memory, 100, cudaMemcpyDeviceToHost);
  EXPECT_EQ(host, std::vector<unsigned char>(100, 0xff));
  cudaMemset(memory, 7, 50);
  cudaMemcpy(host.data(), memory, 100, cudaMemcpyDeviceToHost);
  EXPECT_EQ(host[49], 7);
  EXPECT_EQ(host[50], 0xff);
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
}

TEST(DeviceMemory, HasABudget) {
  const control::DeviceModel before = control::device();
  control::DeviceModel small = before;
  small.memory_bytes = 1000;
  control::set_device(small);
  void *first = nullptr, *second = nullptr;
  EXPECT_EQ(cudaMalloc(&first, 600), cudaSuccess);
  std::size_t free_bytes = 0, total = 0;
  EXPECT_EQ(cudaMemGetInfo(&free_bytes, &total), cudaSuccess);
  EXPECT_EQ(free_bytes, 400u);
  EXPECT_EQ(total, 1000u);
  EXPECT_EQ(cudaMalloc(&second, 401), cudaErrorMemoryAllocation);
  EXPECT_EQ(second, nullptr);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&second, 400), cudaSuccess);
  cudaFree(first);
  cudaFree(second);
  control::set_device(before);
}

TEST(DeviceMemory, FailsWhenToldTo) {
  control::fail_allocation(2);
  void* memory[3] = {};
  EXPECT_EQ(cudaMalloc(&memory[0], 8), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&memory[1], 8), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaMalloc(&memory[2], 8), cudaSuccess);
  cudaGetLastError();
  for (void* m : memory) EXPECT_EQ(cudaFree(m), cudaSuccess);
}

TEST(DeviceMemory, IsFreedOnce) {
  void* memory = nullptr;
  ASSERT_EQ(cudaMalloc(&memory, 8), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaSuccess);
  EXPECT_EQ(cudaFree(memory), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
  int on_stack = 0;
  EXPECT_EQ(cudaFree(&on_stack), cudaErrorInvalidValue);
  cudaGetLastError();
}

TEST(PinnedMemory, IsRegisteredOnce) {
  std::vector<char> memory(4096);
  EXPECT_EQ(cudaHostRegister(memory.data(), memory.size(), 0), cudaSuccess);
  EXPECT_EQ(cudaHostRegister(memory.data(), memory.size(), 0), cudaErrorHostMemoryAlreadyRegistered);
  EXPECT_EQ(cudaHostUnregister(memory.data()), cudaSuccess);
  EXPECT_EQ(cudaHostUnregister(memory.data()), cudaErrorHostMemoryNotRegistered);
  cudaGetLastError();
}

TEST(DeviceModel, IsToldToTheProgram) {
  const control::DeviceModel before = control::device();
  control::set_device({7, 5, 40, std::size_t{8} << 30});
  cudaDeviceProp properties{};
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_EQ(properties.major, 7);
  EXPECT_EQ(properties.minor, 5);
  EXPECT_EQ(properties.multiProcessorCount, 40);
  EXPECT_EQ(properties.sharedMemPerBlockOptin, 64u << 10);
  int value = 0;
  ASSERT_EQ(cudaDeviceGetAttribute(&value, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0), cudaSuccess);
  EXPECT_EQ(value, 64 << 10);
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&value, nullptr, 256, 0), cudaSuccess);
  EXPECT_EQ(value, 4);
  control::set_device(before);
  ASSERT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&value, nullptr, 256, 100 << 10), cudaSuccess);
  EXPECT_EQ(value, 2);
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 1), cudaErrorInvalidDevice);
  cudaGetLastError();
}

TEST(Errors, HaveNamesAndTexts) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorMemoryAllocation), "cudaErrorMemoryAllocation");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorString(cudaSuccess), "no error");
}

/// Column-major product of op(a), m x k, and op(b), k x n.
std::vector<float> plain_product(bool ta, bool tb, int m, int n, int k, const std::vector<float>& a, const std::vector<float>& b) {
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
      EXPECT_EQ(cublasSgemm(handle, op_a, op_b, m, n, k, &one, da.data(), leading_a, db.data(), leading_b, &zero, c.data(), m),
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

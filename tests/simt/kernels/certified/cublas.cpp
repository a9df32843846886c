// cuBLAS: found or not, what it is asked for, and its stand-in.
#include "bench/gpu/cublas/cublas.hpp"

#include <cmath>
#include <string>
#include <vector>

#include "bench/gpu/cublas/emulated/emulated_cublas.hpp"
#include "emulated.hpp"
#include "shoal/error.hpp"

#if __has_include(<cublas_v2.h>)
#include <cublas_v2.h>
static_assert(CUBLAS_OP_N == 0 && CUBLAS_OP_T == 1 && CUBLAS_STATUS_SUCCESS == 0);
static_assert(CUBLAS_COMPUTE_32F_PEDANTIC == 69 && CUBLAS_GEMM_DEFAULT == -1);
static_assert(CUBLAS_STATUS_EXECUTION_FAILED == 13 && CUBLAS_STATUS_NOT_SUPPORTED == 15);
static_assert(sizeof(cublasOperation_t) == sizeof(int) && sizeof(cublasComputeType_t) == sizeof(int));
#endif

namespace shoal::cuda::baseline {
namespace {

std::string refusal(std::vector<const char*> names) {
  try {
    find_cublas(names);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::device);
    EXPECT_FALSE(error.hint().empty());
    return error.message();
  }
  return "";
}

TEST(Cublas, ThatIsMissingIsNamed) {
  const std::string message = refusal({"libcublas-of-nowhere.so.13", "libcublas-of-nowhere.so.12"});
  EXPECT_NE(message.find("libcublas-of-nowhere.so.13"), std::string::npos) << message;
  EXPECT_NE(message.find("libcublas-of-nowhere.so.12"), std::string::npos) << message;
}

TEST(Cublas, WithoutItsFunctionsIsRefused) {
  const std::string message = refusal({"libcublas-of-nowhere.so.13", "libm.so.6"});
  EXPECT_NE(message.find("cublasCreate_v2"), std::string::npos) << message;
}

TEST(Cublas, ThatCannotStartIsRefusedInItsWords) {
  CublasFunctions broken = emulated_cublas();
  broken.create = [](cublasContext**) { return 1; };
  broken.status_text = [](int) { return "the library was not initialized"; };
  try {
    const Cublas cublas(broken);
    ADD_FAILURE() << "it started";
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("the library was not initialized"), std::string::npos) << error.message();
  }
}

TEST(Cublas, MultipliesRowsByRows) {
  const std::int64_t rows = 5, others = 3, cols = 7, stride_a = 8, stride_b = 9;
  std::vector<float> a(rows * stride_a, NAN), b(others * stride_b, NAN), wanted;
  for (std::int64_t j = 0; j < cols; ++j) {
    for (std::int64_t i = 0; i < rows; ++i) a[static_cast<std::size_t>(i * stride_a + j)] = static_cast<float>(i - j);
    for (std::int64_t i = 0; i < others; ++i)
      b[static_cast<std::size_t>(i * stride_b + j)] = static_cast<float>(i * j + 1);
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t o = 0; o < others; ++o) {
      float sum = 0.0f;
      for (std::int64_t j = 0; j < cols; ++j) sum += static_cast<float>((i - j) * (o * j + 1));
      wanted.push_back(sum);
    }
  }
  const simt::test::OnDevice<float> on_a(a), on_b(b), products(static_cast<std::size_t>(rows * others), NAN);
  const Stream stream;
  const Cublas cublas(emulated_cublas());
  cublas.multiply(stream, {on_a.data(), rows, cols, stride_a}, {on_b.data(), others, cols, stride_b}, products.data());
  stream.wait();
  EXPECT_EQ(products.values(), wanted);
}

}  // namespace
}  // namespace shoal::cuda::baseline

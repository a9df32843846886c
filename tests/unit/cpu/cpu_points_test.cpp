#include "cpu/points/cpu_points.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "cpu/kernels/targets.hpp"
#include "cpu/points/row_tasks.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

cpu::Kernels kernels() { return cpu::runnable_targets().front().kernels; }

template <class X>
Matrix<X> counted(std::int64_t n, std::int64_t d) {
  Matrix<X> points(n, d);
  for (std::int64_t i = 0; i < n * d; ++i) points.values()[static_cast<std::size_t>(i)] = static_cast<X>(i + 1);
  return points;
}

template <class X>
void expect_blocks_hold(std::int64_t n, std::int64_t d) {
  ThreadPool threads(2);
  const Matrix<X> points = counted<X>(n, d);
  const cpu::CpuPoints x(threads, MatrixView<const X>(points.view()), kernels());
  x.make_blocks(threads);
  for (std::int64_t i = 0; i < cpu::blocks_of(n) * cpu::k_block_rows; ++i) {
    const X* block = x.block<X>(i / cpu::k_block_rows * cpu::k_block_rows);
    for (std::int64_t j = 0; j < d; ++j) {
      const X wanted = i < n ? points(i, j) : X{0};
      ASSERT_EQ(block[j * cpu::k_block_rows + i % cpu::k_block_rows], wanted)
          << n << " x " << d << ": " << i << ", " << j;
    }
  }
}

TEST(CpuPoints, LieTransposedInBlocksFilledUpWithZeros) {
  for (const std::int64_t n : {0, 1, 63, 64, 65, 128, 1023, 1024, 1025, 70'000}) {
    for (const std::int64_t d : {1, 3, 17}) {
      expect_blocks_hold<float>(n, d);
      expect_blocks_hold<double>(n, d);
    }
  }
}

TEST(CpuPoints, NameTheFirstValueThatIsNotFiniteWhateverThreadFindsIt) {
  ThreadPool threads(3);
  Matrix<float> points = counted<float>(300'000, 5);
  points(299'999, 0) = std::numeric_limits<float>::infinity();
  points(131'071, 4) = std::numeric_limits<float>::quiet_NaN();
  points(131'072, 0) = -std::numeric_limits<float>::infinity();
  try {
    const cpu::CpuPoints x(threads, MatrixView<const float>(points.view()), kernels());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), "row 131,072, column 5");
  }
}

}  // namespace
}  // namespace shoal

#include "cuda/silhouette/distances.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "device_cases.hpp"
#include "on_device.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::test {
namespace {

/// A block whose rows are a few values longer than needed.
template <class Out, class X>
void expect_canonical(MatrixView<const X> x, RowRange rows, RowRange cols) {
  const DeviceCopy<X> copy(x, x.cols <= 16 ? Layout::by_column : Layout::by_row);
  const std::int64_t width = cols.end - cols.begin, stride = width + 3, height = rows.end - rows.begin;
  const cuda::Buffer<Out> block(height * stride);
  const cuda::Stream stream;
  std::vector<Out> got(static_cast<std::size_t>(height * stride), Out{-1});
  cuda::to_device(stream, block.data(), got.data(), std::ssize(got));
  cuda::distance_block(stream, copy.view(), rows, cols, block.data(), stride);
  cuda::to_host(stream, got.data(), block.data(), std::ssize(got));
  stream.wait();
  for (std::int64_t i = 0; i < height; ++i) {
    for (std::int64_t j = 0; j < stride; ++j) {
      const double sq = j < width ? sq_distance(x.row(rows.begin + i), x.row(cols.begin + j), x.cols) : 1.0;
      const Out wanted = j < width ? static_cast<Out>(std::sqrt(sq)) : Out{-1};
      ASSERT_EQ(wanted, got[static_cast<std::size_t>(i * stride + j)]) << i << ", " << j;
    }
  }
}

TEST(DistanceBlock, IsCanonical) {
  for (const std::int64_t d : {1, 3, 16, 17, 40}) {
    for (const Scalar scalar : {Scalar::f32, Scalar::f64}) {
      for (const Pattern pattern : {Pattern::uniform, Pattern::scales, Pattern::near_ties}) {
        SCOPED_TRACE(d);
        const Problem problem = make_problem({300, d, 2, scalar, false, pattern});
        std::visit(
            [](auto view) {
              expect_canonical<float>(view, {0, 1}, {0, 300});
              expect_canonical<double>(view, {7, 200}, {131, 132});
              expect_canonical<double>(view, {100, 229}, {299, 300});
              expect_canonical<float>(view, {5, 133}, {10, 75});
            },
            problem.view());
        if (HasFatalFailure()) return;
      }
    }
  }
}

TEST(DistanceBlock, MayBeEmpty) {
  const Matrix<float> x(4, 2);
  const DeviceCopy<float> copy(x.view(), Layout::by_column);
  const cuda::Stream stream;
  cuda::distance_block<float, float>(stream, copy.view(), {2, 2}, {0, 4}, nullptr, 4);
  cuda::distance_block<float, float>(stream, copy.view(), {0, 4}, {3, 3}, nullptr, 4);
  stream.wait();
}

}  // namespace
}  // namespace shoal::test

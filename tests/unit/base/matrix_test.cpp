#include "shoal/matrix.hpp"

#include <gtest/gtest.h>

namespace shoal {
namespace {

TEST(Matrix, RowsOfCopiesTheChosenRowsInTheirOrder) {
  const Matrix<float> from(3, 2, {0.0f, 1.0f, 10.0f, 11.0f, 20.0f, 21.0f});
  const std::vector<std::int64_t> rows{2, 0, 2};
  EXPECT_EQ(rows_of<float>(from.view(), rows), Matrix<float>(3, 2, {20.0f, 21.0f, 0.0f, 1.0f, 20.0f, 21.0f}));
  EXPECT_EQ(rows_of<double>(from.view(), rows), Matrix<double>(3, 2, {20.0, 21.0, 0.0, 1.0, 20.0, 21.0}));
  EXPECT_EQ(rows_of<double>(from.view(), {}), Matrix<double>(0, 2));
}

}  // namespace
}  // namespace shoal

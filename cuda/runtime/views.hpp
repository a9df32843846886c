// Views of points in device memory, as kernels take them.
#pragma once

#include <cstdint>

namespace shoal::cuda {

/// The smallest multiple of `unit` that is >= value. value >= 0, unit > 0.
constexpr std::int64_t rounded_up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

/// Narrow points, stored column by column: value j of row i is values[j * stride + i]. The stride is a multiple of
/// k_column_unit. Values of rows from `rows` on are zeros.
template <class X>
struct Columns {
  const X* values;
  std::int64_t stride;
  std::int64_t rows;
  std::int64_t cols;
};
inline constexpr std::int64_t k_column_unit = 128;

/// Wide points, stored row by row: value j of row i is values[i * stride + j]. The stride is a multiple of 16 bytes.
/// Values of columns from `cols` on are zeros.
template <class X>
struct Rows {
  const X* values;
  std::int64_t stride;
  std::int64_t rows;
  std::int64_t cols;
};

/// Points in either layout: value j of row i is values[i * row_stride + j * col_stride].
template <class X>
struct Strided {
  const X* values;
  std::int64_t row_stride;
  std::int64_t col_stride;
  std::int64_t rows;
  std::int64_t cols;
};

/// Where the results of a range of rows go. Entry 0 belongs to the first row of the range; nullptr: this result is not
/// wanted.
struct NearestOut {
  std::int32_t* labels;
  double* sq;      ///< canonical squared distance to the nearest centroid
  double* second;  ///< canonical squared distance to the second nearest centroid; +infinity where there is only one
};

}  // namespace shoal::cuda

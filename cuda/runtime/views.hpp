// Points on the device as kernels see them.
#pragma once

#include <cstdint>

namespace shoal::cuda {

/// The smallest multiple of `unit` that is >= value. value >= 0, unit > 0.
constexpr std::int64_t rounded_up(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

/// Narrow points, column by column: value j of row i is values[j * stride + i]. The stride is a multiple of
/// k_column_unit; rows beyond the last are zeros.
template <class X>
struct Columns {
  const X* values;
  std::int64_t stride;
  std::int64_t rows;
  std::int64_t cols;
};
inline constexpr std::int64_t k_column_unit = 128;

/// Wide points, row by row: value j of row i is values[i * stride + j]. The stride is a multiple of 16 bytes; values
/// beyond the last column are zeros.
template <class X>
struct Rows {
  const X* values;
  std::int64_t stride;
  std::int64_t rows;
  std::int64_t cols;
};

/// Points of either layout: value j of row i is values[i * row_stride + j * col_stride].
template <class X>
struct Strided {
  const X* values;
  std::int64_t row_stride;
  std::int64_t col_stride;
  std::int64_t rows;
  std::int64_t cols;
};

/// Results of the rows of a range, counted from its begin; nullptr where not wanted.
struct NearestOut {
  std::int32_t* labels;
  double* sq;      ///< canonical squared distance to the nearest centroid
  double* second;  ///< to the second nearest; +infinity for one centroid
};

}  // namespace shoal::cuda

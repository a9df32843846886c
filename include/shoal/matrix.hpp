// Row-major matrices on the host.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <variant>
#include <vector>

namespace shoal {

/// A view of a row-major n x d matrix. Indices are 64-bit. Does not own.
template <class T>
struct MatrixView {
  T* data = nullptr;
  std::int64_t rows = 0;
  std::int64_t cols = 0;

  T* row(std::int64_t i) const { return data + i * cols; }
  T& operator()(std::int64_t i, std::int64_t j) const { return data[i * cols + j]; }
  std::int64_t size() const { return rows * cols; }
  operator MatrixView<const T>() const { return {data, rows, cols}; }
};

/// An owning row-major n x d matrix, zero-initialised.
template <class T>
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::int64_t rows, std::int64_t cols)
      : values_(static_cast<std::size_t>(rows * cols)), rows_(rows), cols_(cols) {}

  /// Takes rows x cols values.
  Matrix(std::int64_t rows, std::int64_t cols, std::vector<T> values)
      : values_(std::move(values)), rows_(rows), cols_(cols) {}

  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  bool empty() const { return values_.empty(); }
  T* row(std::int64_t i) { return values_.data() + i * cols_; }
  const T* row(std::int64_t i) const { return values_.data() + i * cols_; }
  T& operator()(std::int64_t i, std::int64_t j) { return values_[static_cast<std::size_t>(i * cols_ + j)]; }
  const T& operator()(std::int64_t i, std::int64_t j) const { return values_[static_cast<std::size_t>(i * cols_ + j)]; }
  /// Takes another shape, in the memory that it has where that suffices. Values are unspecified then.
  void reshape(std::int64_t rows, std::int64_t cols) {
    values_.resize(static_cast<std::size_t>(rows * cols));
    rows_ = rows;
    cols_ = cols;
  }
  std::vector<T>& values() { return values_; }
  const std::vector<T>& values() const { return values_; }
  MatrixView<T> view() { return {values_.data(), rows_, cols_}; }
  MatrixView<const T> view() const { return {values_.data(), rows_, cols_}; }

  bool operator==(const Matrix&) const = default;

 private:
  std::vector<T> values_;
  std::int64_t rows_ = 0;
  std::int64_t cols_ = 0;
};

/// n x d numbers in the precision that they came in.
using RealMatrix = std::variant<Matrix<double>, Matrix<float>>;

/// Copies of the rows with these numbers, in this order, as T.
template <class T, class From>
Matrix<T> rows_of(MatrixView<From> from, std::span<const std::int64_t> rows) {
  Matrix<T> out(static_cast<std::int64_t>(rows.size()), from.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(from.row(rows[i]), from.cols, out.row(static_cast<std::int64_t>(i)));
  }
  return out;
}

/// The same in the precision of the matrix.
inline RealMatrix rows_of(const RealMatrix& from, std::span<const std::int64_t> rows) {
  return std::visit([&]<class T>(const Matrix<T>& values) { return RealMatrix(rows_of<T>(values.view(), rows)); },
                    from);
}

}  // namespace shoal

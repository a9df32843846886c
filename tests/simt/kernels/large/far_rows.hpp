// Rows at the far end of more points than 32-bit numbers count, in memory of which only the pages touched exist.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <bit>
#include <new>
#include <vector>

#include "cuda/runtime/views.hpp"
#include "emulated_copies.hpp"
#include "shoal/random.hpp"

namespace shoal::test {

/// `count` zeros.
template <class T>
class SparseArray {
 public:
  explicit SparseArray(std::int64_t count)
      : bytes_(static_cast<std::size_t>(count) * sizeof(T)),
        data_(mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {
    if (data_ == MAP_FAILED) throw std::bad_alloc();
  }
  ~SparseArray() { munmap(data_, bytes_); }
  SparseArray(const SparseArray&) = delete;
  SparseArray& operator=(const SparseArray&) = delete;

  T* data() const { return static_cast<T*>(data_); }
  std::vector<T> part(std::int64_t begin, std::int64_t count) const { return {data() + begin, data() + begin + count}; }

 private:
  std::size_t bytes_;
  void* data_;
};

/// Rows of the matrix: more than 2^31. Its last k_some rows are looked at, from one that is no multiple of four on.
inline constexpr std::int64_t k_rows = (std::int64_t{1} << 31) + 1024;
inline constexpr std::int64_t k_some = 301;
inline constexpr std::int64_t k_first = k_rows - k_some;

/// Uniform in [-1, 1): value j of row i of those looked at.
inline double some_value(std::int64_t i, std::int64_t j) {
  return 2 * random_unit(7, Purpose::generate, static_cast<std::uint64_t>(i * 1000 + j)) - 1;
}

/// The same rows twice: as the last of k_rows, and alone.
template <class X>
class FarRows {
 public:
  FarRows(std::int64_t d, Layout layout) : FarRows(d, layout, 16 / static_cast<std::int64_t>(sizeof(X))) {}

  const cuda::Strided<X>& far() const { return far_; }
  const cuda::Strided<X>& near() const { return near_; }

 private:
  FarRows(std::int64_t d, Layout layout, std::int64_t unit)
      : far_(view(k_rows, d, layout, unit)),
        near_(view(k_some, d, layout, unit)),
        far_values_(layout == Layout::by_column ? far_.col_stride * d : far_.row_stride * k_rows),
        near_values_(layout == Layout::by_column ? near_.col_stride * d : near_.row_stride * k_some) {
    far_.values = far_values_.data();
    near_.values = near_values_.data();
    for (std::int64_t i = 0; i < k_some; ++i) {
      for (std::int64_t j = 0; j < d; ++j) {
        const X value = static_cast<X>(some_value(i, j));
        far_values_.data()[(k_first + i) * far_.row_stride + j * far_.col_stride] = value;
        near_values_.data()[i * near_.row_stride + j * near_.col_stride] = value;
      }
    }
  }
  static cuda::Strided<X> view(std::int64_t n, std::int64_t d, Layout layout, std::int64_t unit) {
    const bool by_column = layout == Layout::by_column;
    return {nullptr, by_column ? 1 : (d + unit - 1) / unit * unit, by_column ? (n + 127) / 128 * 128 : 1, n, d};
  }

  cuda::Strided<X> far_, near_;
  SparseArray<X> far_values_, near_values_;
};

}  // namespace shoal::test

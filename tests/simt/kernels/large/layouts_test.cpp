// Kernels that walk all rows from the first on: few rows, so far apart that their places need more than 32 bits.
#include "cuda/points/prepare.cuh"
#include "cuda/runtime/launch.hpp"
#include "cuda/silhouette/magnitudes.cuh"
#include "far_rows.hpp"

namespace shoal::test {
namespace {

constexpr std::int64_t k_far = (std::int64_t{1} << 31) + 64;

/// 37 x 5 values whose rows (or columns) are `apart` values apart.
class Spread {
 public:
  Spread(std::int64_t apart, Layout layout)
      : values_(layout == Layout::by_row ? 37 * apart : 5 * apart),
        view_(layout == Layout::by_row ? cuda::Strided<float>{values_.data(), apart, 1, 37, 5}
                                       : cuda::Strided<float>{values_.data(), 1, apart, 37, 5}) {
    for (std::int64_t i = 0; i < 37; ++i) {
      for (std::int64_t j = 0; j < 5; ++j) {
        values_.data()[i * view_.row_stride + j * view_.col_stride] = static_cast<float>(some_value(i, j));
      }
    }
  }
  const cuda::Strided<float>& view() const { return view_; }

 private:
  SparseArray<float> values_;
  cuda::Strided<float> view_;
};

std::vector<unsigned long long> codes(const cuda::Strided<float>& x) {
  const cuda::Stream stream;
  const cuda::Buffer<unsigned long long> out(15);
  cuda::fill_bytes(stream, out.data(), 0xff, 5);
  cuda::fill_bytes(stream, out.data() + 5, 0, 10);
  const dim3 grid(2, x.col_stride == 1 ? 1 : 5);
  cuda::launch("column_codes", cuda::column_codes<float>, {grid, dim3(32, 8)}, stream, x,
               static_cast<const double*>(nullptr), cuda::ColumnCodes{out.data(), out.data() + 5, out.data() + 10});
  return on_host(stream, out);
}

std::vector<unsigned> limits(const cuda::Strided<float>& x) {
  const cuda::Stream stream;
  const cuda::Buffer<unsigned> out(2);
  cuda::fill_bytes(stream, out.data(), 0, 2);
  cuda::launch("magnitude_limits", cuda::magnitude_limits, {dim3(1), dim3(64)}, stream, x, out.data());
  return on_host(stream, out);
}

TEST(LargeLayouts, ColumnStatistics) {
  const auto wanted = codes(Spread(5, Layout::by_row).view());
  EXPECT_EQ(wanted, codes(Spread(k_far, Layout::by_row).view()));
  EXPECT_EQ(wanted, codes(Spread(k_far, Layout::by_column).view()));
  EXPECT_NE(wanted[0], wanted[5]);
}

TEST(LargeLayouts, Magnitudes) {
  const auto wanted = limits(Spread(5, Layout::by_row).view());
  EXPECT_EQ(wanted, limits(Spread(k_far, Layout::by_row).view()));
  EXPECT_EQ(wanted, limits(Spread(k_far, Layout::by_column).view()));
}

TEST(LargeLayouts, RowsToColumns) {
  const Spread rows(5, Layout::by_row);
  const SparseArray<float> columns(5 * k_far);
  const cuda::Stream stream;
  cuda::launch("to_columns", cuda::to_columns<float>, {dim3(2), dim3(32, 8)}, stream, rows.view().values,
               std::int64_t{37}, std::int64_t{5}, columns.data(), k_far);
  stream.wait();
  for (std::int64_t j = 0; j < 5; ++j) {
    for (std::int64_t i = 0; i < 37; ++i) {
      EXPECT_EQ(columns.data()[j * k_far + i], static_cast<float>(some_value(i, j)));
    }
  }
}

}  // namespace
}  // namespace shoal::test

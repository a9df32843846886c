#include "cpu/cpu_points.hpp"

#include <atomic>
#include <cmath>

#include "cpu/row_tasks.hpp"
#include "device/not_finite.hpp"

namespace shoal::cpu {
namespace {

/// Writes `rows` rows of d values from `source` as one block, filled up with zeros. Returns whether all are finite.
template <class X>
bool transpose_block(const X* source, std::int64_t rows, std::int64_t d, X* block) {
  // x - x is 0 for finite values and NaN for all others.
  X poison = 0;
  for (std::int64_t j = 0; j < d; ++j) {
    X* column = block + j * k_block_rows;
    for (std::int64_t r = 0; r < rows; ++r) {
      const X value = source[r * d + j];
      column[r] = value;
      poison += value - value;
    }
    for (std::int64_t r = rows; r < k_block_rows; ++r) column[r] = 0;
  }
  return poison == 0;
}

template <class X>
[[noreturn]] void throw_first_not_finite(MatrixView<const X> host, std::int64_t first_row) {
  const X* value = host.row(first_row);
  while (std::isfinite(*value)) ++value;
  const std::int64_t index = value - host.data;
  detail::throw_not_finite(index / host.cols, index % host.cols, static_cast<double>(*value));
}

template <class X>
AlignedBuffer<X> transposed(ThreadPool& threads, MatrixView<const X> host) {
  const std::int64_t d = host.cols;
  AlignedBuffer<X> blocks(blocks_of(host.rows) * k_block_rows * d);
  std::atomic<std::int64_t> first_bad_row{host.rows};
  for_row_steps(threads, {0, host.rows}, d, [&](const RowStep& step, int) {
    for (std::int64_t row = step.begin; row < step.end; row += k_block_rows) {
      const std::int64_t rows = std::min(k_block_rows, step.end - row);
      if (transpose_block(host.row(row), rows, d, blocks.data() + row * d)) continue;
      std::int64_t known = first_bad_row.load();
      while (row < known && !first_bad_row.compare_exchange_weak(known, row)) {
      }
    }
  });
  if (first_bad_row < host.rows) throw_first_not_finite(host, first_bad_row);
  return blocks;
}

/// The mean of a few thousand rows: any point will do that lies in the middle of the data.
std::vector<float> middle_of(MatrixView<const float> host) {
  constexpr std::int64_t k_rows = 4096;
  const std::int64_t step = std::max<std::int64_t>(1, host.rows / k_rows);
  std::vector<double> sum(static_cast<std::size_t>(host.cols), 0.0);
  std::int64_t count = 0;
  for (std::int64_t i = 0; i < host.rows; i += step, ++count) {
    for (std::int64_t j = 0; j < host.cols; ++j) sum[static_cast<std::size_t>(j)] += static_cast<double>(host(i, j));
  }
  std::vector<float> middle;
  for (const double value : sum)
    middle.push_back(static_cast<float>(value / static_cast<double>(std::max<std::int64_t>(1, count))));
  return middle;
}

}  // namespace

CpuPoints::CpuPoints(ThreadPool& threads, HostView host, const Kernels& kernels) : Points(host) {
  std::visit([&](const auto& view) { blocks_ = transposed(threads, view); }, host);
  if (scalar() == Scalar::f32 && cols() > k_max_float_chain_cols) centre_ = middle_of(host_view<float>());
  if (!centre_.empty() && kernels.integers != nullptr) measure(threads, kernels.integers(cols()));
}

void CpuPoints::measure(ThreadPool& threads, const IntegerKernels& kernels) {
  norms_ = AlignedBuffer<BlockNorms>(blocks_of(rows()));
  for_row_steps(threads, {0, rows()}, cols(), [&](const RowStep& step, int) {
    for (std::int64_t row = step.begin; row < step.end; row += k_block_rows) {
      kernels.measure(block<float>(row), centre_.data(), cols(), norms_.data()[row / k_block_rows]);
    }
  });
}

}  // namespace shoal::cpu

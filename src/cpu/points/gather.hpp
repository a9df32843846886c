// Rows that are not side by side brought into a block of their own, so that the kernels of blocks run on them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

/// Value j of row r, at rows[r][j * stride], to block[j * k_block_rows + r]; count <= k_block_rows. The block's other
/// rows stay as they are.
template <class X>
void gather(const X* const* rows, std::int64_t count, std::int64_t stride, std::int64_t d, X* block) {
  // So many columns of a block stay in the first cache while they are filled.
  constexpr std::int64_t k_columns = 16;
  for (std::int64_t first = 0; first < d; first += k_columns) {
    const std::int64_t end = std::min(d, first + k_columns);
    for (std::int64_t r = 0; r < count; ++r) {
      const X* row = rows[r];
      for (std::int64_t j = first; j < end; ++j) block[j * k_block_rows + r] = row[j * stride];
    }
  }
}

/// At most k_block_rows rows of a step, counted from its begin. Few columns are read from the step's blocks, which are in
/// the cache, many from the host's rows.
template <class X>
void gather_step_rows(const CpuPoints& x, const RowStep& step, std::span<const std::int32_t> rows, X* block) {
  const bool few = x.cols() <= k_max_float_chain_cols;
  const X* from[k_block_rows];
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::int64_t row = step.begin + rows[r];
    from[r] = few ? x.block<X>(row / k_block_rows * k_block_rows) + row % k_block_rows : x.host_view<X>().row(row);
  }
  gather(from, std::ssize(rows), few ? k_block_rows : 1, x.cols(), block);
}

}  // namespace shoal::cpu

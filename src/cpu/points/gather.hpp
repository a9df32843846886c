// Copies rows that do not lie side by side into one block, so that the kernels of blocks run on them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

/// block[j * k_block_rows + r] = rows[r][j * stride] for count <= k_block_rows rows and d columns. The other rows of the block
/// stay as they are.
template <class X>
void gather(const X* const* rows, std::int64_t count, std::int64_t stride, std::int64_t d, X* block) {
  // This many columns of a block stay in the first cache while they are filled.
  constexpr std::int64_t k_columns = 16;
  for (std::int64_t first = 0; first < d; first += k_columns) {
    const std::int64_t end = std::min(d, first + k_columns);
    for (std::int64_t r = 0; r < count; ++r) {
      const X* row = rows[r];
      for (std::int64_t j = first; j < end; ++j) block[j * k_block_rows + r] = row[j * stride];
    }
  }
}

/// Gathers at most k_block_rows rows of a step, counted from its begin. Narrow rows are read from the step's blocks, which
/// are in the cache, wide ones from the host's matrix.
template <class X>
void gather_step_rows(const CpuPoints& x, const RowStep& step, std::span<const std::int32_t> rows, X* block) {
  const bool narrow = x.cols() <= k_max_float_chain_cols;
  const X* from[k_block_rows];
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::int64_t row = step.begin + rows[r];
    from[r] = narrow ? x.block<X>(row / k_block_rows * k_block_rows) + row % k_block_rows : x.host_view<X>().row(row);
  }
  gather(from, std::ssize(rows), narrow ? k_block_rows : 1, x.cols(), block);
}

}  // namespace shoal::cpu

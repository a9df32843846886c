// Rows that are not side by side brought into a block of their own, so that the kernels of blocks run on them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "cpu/kernels.hpp"

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

}  // namespace shoal::cpu

// One pass over all rows in the batches that the context asks for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "shoal/context.hpp"

namespace shoal::kmeans {

/// Calls body(RowRange) for consecutive batches of at most context.batch_rows rows (0: one batch), checking for
/// cancellation before each.
template <class Body>
void for_each_batch(const Context& context, std::int64_t rows, const Body& body) {
  const std::int64_t step = context.batch_rows > 0 ? context.batch_rows : std::max<std::int64_t>(rows, 1);
  for (std::int64_t begin = 0; begin < rows; begin += step) {
    context.cancellation.check();
    body(RowRange{begin, std::min(begin + step, rows)});
  }
}

}  // namespace shoal::kmeans

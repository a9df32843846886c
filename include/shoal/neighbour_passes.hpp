// Passes that compare rows with rows.
#pragma once

#include <cstdint>
#include <span>

#include "shoal/passes.hpp"

namespace shoal {

class NeighbourPasses : public Passes<NeighbourPasses> {
 public:
  /// How many rows, itself included, lie within eps >= 0 of each row of `rows`: those whose canonical squared distance
  /// to it is at most eps * eps in double. counts: as long as `rows`. O(rows n d), O(1) memory a row.
  void range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows, std::span<std::int64_t> counts);

 protected:
  virtual void do_range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                              std::span<std::int64_t> counts);
};

}  // namespace shoal

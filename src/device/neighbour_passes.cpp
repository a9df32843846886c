#include "shoal/neighbour_passes.hpp"

#include "shoal/one_answer.hpp"

namespace shoal {

void NeighbourPasses::range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                                  std::span<std::int64_t> counts) {
  dispatch(threads, x, "the counts of neighbours", [&](NeighbourPasses& passes, const Points& points) {
    passes.do_range_count(threads, points, eps, rows, counts);
  });
}

// The definition.

void NeighbourPasses::do_range_count(ThreadPool& threads, const Points& x, double eps, RowRange rows,
                                     std::span<std::int64_t> counts) {
  by_definition("the counts of neighbours");
  const double sq_eps = eps * eps;
  std::visit(
      [&](const auto& view) {
        threads.run(rows.end - rows.begin, [&](std::int64_t i, int) {
          std::int64_t count = 0;
          for (std::int64_t j = 0; j < view.rows; ++j) {
            count += sq_distance(view.row(rows.begin + i), view.row(j), view.cols) <= sq_eps ? 1 : 0;
          }
          counts[static_cast<std::size_t>(i)] = count;
        });
      },
      x.host());
}

}  // namespace shoal

#include <algorithm>
#include <cmath>

#include "cluster/kmeans/rows.hpp"
#include "cluster/kmeans/seeding.hpp"

namespace shoal::kmeans {

std::vector<std::int64_t> plus_plus(const Context& context, const Problem& problem, std::int64_t k,
                                    std::uint64_t seed) {
  const auto& points = problem.points;
  auto& device = context.device;
  const auto state = device.begin_fit(context.threads, points, problem.weights, problem.quantisation);
  const auto draws = static_cast<std::size_t>(2 + std::floor(std::log(static_cast<double>(k))));
  std::vector<Int128> targets(draws), masses(draws);
  std::vector<std::int64_t> drawn(draws), rows{first_row(problem, seed)};
  const MatrixView<const double> none{nullptr, 0, points.cols()};
  while (static_cast<std::int64_t>(rows.size()) < k) {
    context.cancellation.check();
    Int128 mass = 0;
    const auto last = gather_rows(points, {&rows.back(), 1});
    device.min_update(context.threads, points, *state, last.view(), none, {&mass, 1});
    if (mass == 0) break;
    const auto step = static_cast<std::uint64_t>(rows.size());
    for (std::size_t lane = 0; lane < draws; ++lane) {
      targets[lane] = draw_below(mass, random_bits(seed, Purpose::candidate, step, static_cast<std::uint32_t>(lane)));
    }
    device.rows_at_mass(context.threads, points, *state, targets, drawn);
    device.min_update(context.threads, points, *state, none, gather_rows(points, drawn).view(), masses);
    rows.push_back(drawn[static_cast<std::size_t>(std::min_element(masses.begin(), masses.end()) - masses.begin())]);
  }
  fill_with_farthest(context, problem, k, rows);
  return rows;
}

}  // namespace shoal::kmeans

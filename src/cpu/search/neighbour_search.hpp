// Compares rows with the centroids around their own one; neighbourhoods.hpp proves that this is enough.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "base/at.hpp"
#include "cpu/fit/neighbour_switch.hpp"
#include "cpu/fit/neighbourhoods.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

template <class X, class A>
class NeighbourSearch {
 public:
  /// Measured on an Emerald Rapids core, where 16 / (d + 1.5) distances take one cycle.
  static NeighbourCosts costs(std::int64_t d) {
    const double cycle = 16.0 / (static_cast<double>(d) + 1.5);
    return {40.0 * cycle, 24.0, 8.0 * cycle};
  }

  NeighbourSearch(const ChainKernels<X, A>& chain, const CpuPoints& x, const Neighbourhoods<A>& neighbours,
                  const RowBounds& bounds)
      : chain_(chain),
        x_(x),
        neighbours_(neighbours.table()),
        upper_(distance_upper_bound(k_chain_precision<A>, x.cols())),
        lower_plus_drift_(bounds.lower_plus_drift(k_chain_precision<A>)),
        raised_by_drift_(bounds.raised_by_drift()) {}

  /// Finds the nearest centroids of the listed rows of a step. `rows` and `lower_bounds` count rows from the step's
  /// begin, `labels` and `sq` (canonical distances to the centroids of the labels) from its first row. Rows whose
  /// neighbourhood is too small stay in the list. Returns how many do.
  std::int64_t nearest(const RowStep& step, std::span<std::int32_t> rows, std::int32_t* labels, A* sq,
                       float* lower_bounds, NeighbourCount& count) const {
    std::int64_t unsettled = 0;
    for (const std::int32_t row : rows) {
      const std::int64_t i = step.offset() + row;
      const float upper = upper_.of(static_cast<float>(std::sqrt(sq[i])));
      if (!(2.0f * upper < group_bounds(labels[i])[neighbours_.groups])) {
        rows[at(unsettled++)] = row;
      } else {
        count.groups += compare(step.first_row + i, upper, labels[i], sq[i], lower_bounds[row]);
      }
    }
    count.rows += std::ssize(rows);
    count.settled += std::ssize(rows) - unsettled;
    return unsettled;
  }

 private:
  /// L of neighbourhoods.hpp for each group of centroid `label`, then for the centroids that no group holds.
  const float* group_bounds(std::int32_t label) const {
    return neighbours_.lower_bounds + label * (neighbours_.groups + 1);
  }

  /// upper: r of neighbourhoods.hpp. Returns how many groups were compared.
  std::int64_t compare(std::int64_t row, float upper, std::int32_t& label, A& assigned_sq, float& lower_bound) const {
    const float* bounds = group_bounds(label);
    const std::int64_t place = label * neighbours_.groups * k_neighbour_group;
    const float search_radius = 2.0f * upper + bounds[0];
    std::int64_t groups = 1;
    while (groups < neighbours_.groups && !(search_radius < bounds[groups])) ++groups;
    const X* x = x_.block<X>(row / k_block_rows * k_block_rows) + row % k_block_rows;
    alignas(64) A sq[Neighbourhoods<A>::k_max_groups * k_neighbour_group];
    const A nearest = chain_.group_distances(x, x_.cols(), neighbours_.values + place * x_.cols(), groups, sq);
    if (nearest <= assigned_sq) {
      const std::int32_t lowest = lowest_at(nearest, {sq, at(groups * k_neighbour_group)}, place);
      if (nearest < assigned_sq || lowest < label) {
        label = lowest;
        assigned_sq = nearest;
        // The old bound may stay. It is at most the distance to the new centroid, so it cannot prove the new label.
        return groups;
      }
    }
    lower_bound = std::min(lower_plus_drift_.of(finite_root(nearest)), raised_by_drift_.of(bounds[groups] - upper));
    return groups;
  }

  /// The lowest index of a centroid at distance `nearest`.
  std::int32_t lowest_at(A nearest, std::span<const A> sq, std::int64_t place) const {
    std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < sq.size(); ++i) {
      if (sq[i] == nearest) lowest = std::min(lowest, neighbours_.index[place + static_cast<std::int64_t>(i)]);
    }
    return lowest;
  }

  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  const NeighbourTable<A> neighbours_;
  const Affine upper_, lower_plus_drift_, raised_by_drift_;
};

}  // namespace shoal::cpu

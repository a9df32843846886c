// Rows against the centroids around their own; the proof is in neighbourhoods.hpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "cpu/fit/near_switch.hpp"
#include "cpu/fit/neighbourhoods.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/points/cpu_points.hpp"
#include "cpu/points/row_tasks.hpp"

namespace shoal::cpu {

template <class X, class A>
class NearSearch {
 public:
  /// Measured on an Emerald Rapids core, whose cycle is 16 / (d + 1.5) distances.
  static NearCosts costs(std::int64_t d) {
    const double cycle = 16.0 / (static_cast<double>(d) + 1.5);
    return {40.0 * cycle, 24.0, 8.0 * cycle};
  }

  NearSearch(const ChainKernels<X, A>& chain, const CpuPoints& x, const Neighbourhoods<A>& near,
             const RowBounds& bounds)
      : chain_(chain),
        x_(x),
        near_(near.table()),
        above_(root_above(k_chain_precision<A>, x.cols())),
        kept_(bounds.kept_of(k_chain_precision<A>)),
        kept_beyond_(bounds.kept_of_distance()) {}

  /// Searches rows of a step, listed from its begin on, like `kept`; labels and the canonical distances to their
  /// centroids are counted from the step's first row. Rows whose neighbourhood is too small stay in the list.
  /// Returns how many do.
  std::int64_t nearest(const RowStep& step, std::span<std::int32_t> rows, std::int32_t* labels, A* sq, float* kept,
                       NearCount& count) const {
    std::int64_t left = 0;
    for (const std::int32_t row : rows) {
      const std::int64_t at = step.offset() + row;
      const float* least = near_.least + labels[at] * (near_.groups + 1);
      const float reach = above_.of(static_cast<float>(std::sqrt(sq[at])));
      if (!(2.0f * reach < least[near_.groups])) {
        rows[static_cast<std::size_t>(left++)] = row;
      } else {
        count.groups += compare(step.first_row + at, reach, labels[at], sq[at], kept[row]);
      }
    }
    count.rows += std::ssize(rows);
    count.settled += std::ssize(rows) - left;
    return left;
  }

 private:
  /// Returns how many groups were compared.
  std::int64_t compare(std::int64_t row, float reach, std::int32_t& label, A& own, float& kept) const {
    const float* least = near_.least + label * (near_.groups + 1);
    const std::int64_t place = label * near_.groups * k_neighbour_group;
    const float far = 2.0f * reach + least[0];
    std::int64_t groups = 1;
    while (groups < near_.groups && !(far < least[groups])) ++groups;
    const X* x = x_.block<X>(row / k_block_rows * k_block_rows) + row % k_block_rows;
    alignas(64) A sq[Neighbourhoods<A>::k_most_groups * k_neighbour_group];
    const A nearest = chain_.group_distances(x, x_.cols(), near_.values + place * x_.cols(), groups, sq);
    if (nearest <= own) {
      const std::int32_t lowest = lowest_at(nearest, {sq, static_cast<std::size_t>(groups * k_neighbour_group)}, place);
      if (nearest < own || lowest < label) {
        label = lowest;
        own = nearest;
        // What is kept was a bound for the new one, which is nearer than the old: it is one for that, too.
        return groups;
      }
    }
    kept = std::min(kept_.of(finite_root(nearest)), kept_beyond_.of(least[groups] - reach));
    return groups;
  }

  std::int32_t lowest_at(A nearest, std::span<const A> sq, std::int64_t place) const {
    std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
    for (std::size_t i = 0; i < sq.size(); ++i) {
      if (sq[i] == nearest) lowest = std::min(lowest, near_.index[place + static_cast<std::int64_t>(i)]);
    }
    return lowest;
  }

  const ChainKernels<X, A>& chain_;
  const CpuPoints& x_;
  const NeighbourTable<A> near_;
  const Affine above_, kept_, kept_beyond_;
};

}  // namespace shoal::cpu

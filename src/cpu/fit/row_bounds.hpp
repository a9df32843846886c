// Lower bounds for each row on its distance to other centroids, kept from pass to pass: a row that is nearer to its own
// centroid than all of them needs no search. Either one bound for all other centroids (Hamerly 2010), or one for each
// centroid (Elkan 2003), which is +infinity for the row's own.
//
// In the terms of chain_bounds.hpp: let s be the canonical squared distance of the row to its own centroid, and L a lower
// bound on its distance to another one. The canonical distance of the other is larger than s if
//     sqrt((s + e) / (1 - g)) < L.                                                                                  (1)
// Where (1) holds for every other centroid, the label is proven, ties included. A search yields L: any sum of squares s2
// with its own g and e that is at most that of the other centroid gives L = sqrt((s2 - e) / (1 + g)).
//
// A centroid that moves by m comes nearer by at most m, so L falls by m; a bound for all others falls by the largest m.
// Drift is the sum of all m since reset(). No L is lowered: a row keeps B = L + drift as of its search, and (1) becomes
//     sqrt((s + e) / (1 - g)) + drift < B                                                                           (2)
// with the drift of now. B stays right whichever passes come between, over whichever rows and with whichever centroids,
// as long as CentroidDrift sees all of them. Another k voids all bounds.
//
// B and (2) are floats, made and tested by the affine bounds of chain_bounds.hpp. Where something overflows (2) is false,
// and the row is searched.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cpu/fit/centroid_drift.hpp"
#include "cpu/fit/chain_bounds.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"

namespace shoal::cpu {

class RowBounds {
 public:
  /// The squared distance of a row to its own centroid, and the version of the centroids (CentroidDrift) that it was
  /// computed with. It stays right until that centroid moves.
  struct AssignedDistance {
    double sq;
    std::int64_t version;
  };

  /// With a bound for each centroid the bounds of a row are filled up to a multiple of this with +infinity.
  static constexpr std::int64_t k_unit = 16;

  explicit RowBounds(const CentroidDrift& drift) : drift_(drift) {}

  /// To be called when the drift has taken the centroids of the next pass. Returns whether they are others than at the
  /// last call.
  bool update();
  /// Voids all bounds and holds memory for n rows from now on. Only steps of rows with in_use(row / k_step_rows) are
  /// written: no other may be read.
  template <class InUse>
  void reset(std::int64_t n, bool for_each_centroid, const InUse& in_use) {
    make_room(n, for_each_centroid);
    for (std::int64_t first = 0; first < n; first += k_step_rows) {
      if (in_use(first / k_step_rows)) clear(first, std::min(n, first + k_step_rows));
    }
  }

  /// B of the rows from `row` on: one number a row, or stride() numbers a row.
  float* lower_bounds(std::int64_t row) { return lower_bounds_.data() + row * stride_; }
  std::int64_t stride() const { return stride_; }
  bool for_each_centroid() const { return for_each_; }

  /// With a bound for each centroid: the distance of a row to its own one, and whether it is up to date.
  AssignedDistance& assigned(std::int64_t row) { return assigned_.data()[row]; }
  bool is_current(const AssignedDistance& assigned, std::int32_t label) const {
    return assigned.version >= drift_.moved_at(label);
  }
  std::int64_t version() const { return drift_.version(); }

  /// The left side of (2): factor * sqrt(s) + term. `c`: the other centroid, where there is a bound for each.
  Affine upper_plus_drift(const ChainPrecision& chain, std::int64_t c = 0) const {
    return distance_upper_bound(chain, drift_.centroids().cols(), drift(c));
  }
  /// B from a search: factor * sqrt(s2) + term.
  Affine lower_plus_drift(const ChainPrecision& chain, std::int64_t c = 0) const {
    return distance_lower_bound(chain, drift_.centroids().cols(), drift(c));
  }
  /// B from L as a float, with one bound for all centroids: factor * L + term.
  Affine raised_by_drift() const { return lower_bound_plus_drift(drift(0)); }

 private:
  void make_room(std::int64_t n, bool for_each_centroid);
  void clear(std::int64_t first, std::int64_t end);
  /// By how much the bound on centroid c, or on all, has fallen since reset().
  double drift(std::int64_t c) const;

  const CentroidDrift& drift_;
  std::int64_t version_ = 0;  ///< of the last update()
  bool for_each_ = false;
  std::int64_t stride_ = 1;
  std::vector<double> paths_at_reset_;  ///< of each centroid, or the longest path alone
  AlignedBuffer<float> lower_bounds_;
  AlignedBuffer<AssignedDistance> assigned_;
};

}  // namespace shoal::cpu

// Margins: by how much each row is nearer to its own centroid than to every other, kept from pass to pass. A margin proves
// a label without the distance to the own centroid, which a bound (row_bounds.hpp) needs: a pass that wants no inertia
// does not touch the values of the rows that margins prove.
//
// In the terms of chain_bounds.hpp: D and s belong to the row's own centroid. Let a = sqrt((1 + g) / (1 - g)), and let M
// be a margin:
//     D_other >= a D + M    for every other centroid.
// Because sqrt(x + y) <= sqrt(x) + sqrt(y), every other canonical distance is larger than s if
//     M > E = sqrt(2 e / (1 - g)):                                                                                  (1)
// then (1 - g) D_other^2 - e > (1 + g) D^2 + e. A search that finds s for the own centroid and s2 for the nearest other
// one yields M = L(s2) - a U(s), with the lower bound L and the upper bound U of chain_bounds.hpp.
//
// In a pass whose longest move of a centroid is m and whose second longest is m', M falls by at most a m + m', whichever
// of the centroids is the own. Drift is the sum of these. A row keeps M + drift as of its search, and (1) becomes
//     kept margin > drift + E.
// In float: the roundings of L + drift and of its difference from a U(s) add up to at most 5 v of L + drift, and L was
// lowered by 8 v. A difference below 0 proves nothing, however it is rounded.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/fit/backoff.hpp"
#include "cpu/fit/centroid_drift.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"

namespace shoal::cpu {

/// Whether the rows of one step have margins. They are tried in the second pass. Where they prove less than a quarter of
/// the step's rows they are given up and tried again later (Backoff).
class MarginTrial {
 public:
  enum class Mode : std::uint8_t {
    plain,   ///< all rows are searched
    record,  ///< all rows are searched and get a margin
    prove    ///< rows whose margin does not prove their label are searched
  };

  /// The mode of the next pass.
  Mode next();
  /// The pass proved too little.
  void failed();
  /// The margins are void. How long to wait between trials stays as learnt.
  void forget() { has_margins_ = false; }

 private:
  Backoff backoff_;
  bool has_margins_ = false;
};

class RowMargins {
 public:
  explicit RowMargins(const CentroidDrift& drift) : drift_(drift) {}

  /// To be called when the drift has taken the centroids of the next pass over n rows. Another k voids all margins.
  void update(std::int64_t n);
  /// Voids all margins: for passes that change labels without them.
  void forget();

  MarginTrial& trial(std::int64_t step) { return trials_[static_cast<std::size_t>(step)]; }
  /// M + drift of the rows from `row` on.
  float* margins(std::int64_t row) { return margins_.data() + row; }
  /// drift + E: a label is proven when margin > limit().
  float limit() const { return limit_; }
  /// What turns the square roots of s2 and s into M + drift.
  const MarginTerms& terms() const { return terms_; }

 private:
  const CentroidDrift& drift_;
  std::int64_t version_ = 0;  ///< of the last update()
  float limit_ = 0.0f;
  MarginTerms terms_{};
  AlignedBuffer<float> margins_;
  std::vector<MarginTrial> trials_;  ///< one for each step of k_step_rows rows
};

}  // namespace shoal::cpu

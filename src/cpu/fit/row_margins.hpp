// Margins: by how much each row is nearer to its own centroid than to any other, kept from pass to pass. Unlike bounds on
// the distance to the others alone (row_bounds.hpp) they prove a label without the distance to the own centroid, so a
// pass that wants no inertia does not touch the values of the rows that they prove.
//
// With D the true distance to the own centroid, s the canonical one squared, and g and e as in row_bounds.hpp (1), let
// a = sqrt((1 + g) / (1 - g)) and every other centroid be at a distance of D + M or more of the scaled own,
//     D_other >= a D + M.
// Because sqrt(x + y) <= sqrt(x) + sqrt(y), no other canonical distance is below or equal to s if
//     M > E = sqrt(2 e / (1 - g)):                                                                                  (1)
// then (1 - g) D_other^2 - e > (1 + g) D^2 + e. A search that found s1 for the own and s2 for the nearest other yields
// M = L(s2) - a U(s1) by the bounds L (root_below) and U (root_above).
//
// When centroids move, the largest move being m and that of another m', M falls by at most a m + m', whichever of them is
// the own. The sum of all these is the drift; a row keeps M + drift as of its search, and (1) becomes
// kept > drift + E. In float: roundings of L + drift up to their difference with a U(s1) are within 5 v of it, less than
// the 8 v by which L is lowered; a difference below 0 proves nothing, however it is rounded.
#pragma once

#include <cstdint>
#include <vector>

#include "cpu/fit/backoff.hpp"
#include "cpu/fit/row_bounds.hpp"
#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"

namespace shoal::cpu {

/// Whether the rows of a step have margins. They are tried in the second pass; where they prove less than a quarter of
/// the step's rows, again after twice as many passes as the last time.
class MarginTrial {
 public:
  enum class Mode : std::uint8_t {
    plain,   ///< all rows are searched
    record,  ///< all rows are searched and get a margin
    prove    ///< rows whose margin does not prove their label are searched
  };

  /// Of the next pass, so long as it proves enough.
  Mode next();
  void failed();
  /// Nothing is held any more, what was learnt about waiting is.
  void forget() { held_ = false; }

 private:
  Backoff backoff_;
  bool held_ = false;
};

class RowMargins {
 public:
  /// Takes the centroids of the next pass over n rows. Another k forgets all. O(k d).
  void meet(MatrixView<const double> centroids, std::int64_t n);
  /// For passes that change labels without margins.
  void forget();

  MarginTrial& trial(std::int64_t step) { return trials_[static_cast<std::size_t>(step)]; }
  float* kept(std::int64_t row) { return kept_.data() + row; }
  /// A label is proven where kept is above this.
  float limit() const { return limit_; }
  /// What makes kept of the roots of the canonical distances to the own and the nearest other centroid.
  const MarginTerms& terms() const { return terms_; }

 private:
  void derive(std::int64_t d);

  Matrix<double> met_;
  double drift_ = 0.0;
  float limit_ = 0.0f;
  MarginTerms terms_{};
  AlignedBuffer<float> kept_;
  std::vector<MarginTrial> trials_;  ///< of each step of k_step_rows rows
};

}  // namespace shoal::cpu

// Lower bounds for each row on its distance to other centroids, kept from pass to pass: a row whose own centroid is
// nearer than all of them needs no search. Either one bound for all other centroids (Hamerly 2010) or one for each
// (Elkan 2003), which is +infinity for the own.
//
// D is the true distance, s the canonical one squared (one_answer.hpp), in which every term meets at most d + 2
// roundings of unit u and loses at most a unit of underflow: with g = gamma_{d+8} (Higham 2002, section 3.1) and e the
// (d + 8)-fold of the smallest number of the chain's type,
//     (1 - g) D^2 - e <= s <= (1 + g) D^2 + e.                                                                      (1)
// Let another centroid be no nearer than L. Its canonical distance is neither below nor equal to that of the own, s, if
//     sqrt((s + e) / (1 - g)) < L;                                                                                  (2)
// where this holds for all others, the label is proven, ties included. A search yields L: by (1), from any sum s2 of
// squares with its own g and e that is not above that of the centroid, L = sqrt((s2 - e) / (1 + g)).
//
// When a centroid moves by m, its distances shrink by at most m: L falls by it (by the largest m where the bound is for
// all). Instead of lowering every L in every pass, drift is the sum of all m so far and a row keeps L + drift as of its
// search; (2) compares with that less the drift now. So a bound stays right whatever passes came between, over
// whichever rows and with whichever centroids, so long as all of them are met. A change of k forgets all bounds.
//
// Bounds are floats, and so are sqrt, product and sum of a test: each within v = 2^-24, all within 8 v, and within
// 2^-100 where numbers are too small for that. Factors and terms are widened by as much and rounded to the safe side.
// What overflows is uncertain: infinity is below nothing.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "cpu/kernels/kernels.hpp"
#include "cpu/points/aligned_buffer.hpp"
#include "shoal/matrix.hpp"

namespace shoal::cpu {

/// Unit roundoff and smallest number of the type of a chain.
struct ChainPrecision {
  double roundoff, smallest;
};

template <class A>
inline constexpr ChainPrecision k_chain_precision{0.5 * std::numeric_limits<A>::epsilon(),
                                                  std::numeric_limits<A>::denorm_min()};

/// Not below the distance of two rows of d values; no square leaves the range of double.
double distance_above(const double* a, const double* b, std::int64_t d);
/// Not below the sum of two numbers >= 0.
inline double sum_above(double a, double b) { return (a + b) * (1.0 + 0x1p-51); }

/// The root that root_below() is of. An infinite square tells no more than that it is out of the range of A.
template <class A>
float finite_root(A sq) {
  const A root = std::sqrt(std::min(sq, std::numeric_limits<A>::max()));
  return static_cast<float>(std::min<A>(root, std::numeric_limits<float>::max()));
}

/// Of the root of a canonical squared distance of rows of d values: what the distance plus `drift` is not above.
Affine root_above(const ChainPrecision& chain, std::int64_t d, double drift = 0.0);
/// What it is not below.
Affine root_below(const ChainPrecision& chain, std::int64_t d, double drift = 0.0);
/// Of a float that a distance is not below: what the distance plus `drift` is not below.
Affine distance_below(double drift);

class RowBounds {
 public:
  /// The distance of a row to its own centroid, which stays what it was while that centroid stays where it was.
  struct Own {
    double sq;
    std::int64_t met_at;
  };

  /// Rows of bounds for each centroid are filled up to a multiple of this with +infinity.
  static constexpr std::int64_t k_unit = 16;

  /// Takes the centroids of the next pass. Returns false when they are the ones met last. O(k d).
  bool meet(MatrixView<const double> centroids);
  /// Forgets all, and holds memory for n rows from now on, of which those with in_use(row / k_step_rows) are met.
  template <class InUse>
  void reset(std::int64_t n, bool for_each_centroid, const InUse& in_use) {
    make_room(n, for_each_centroid);
    for (std::int64_t first = 0; first < n; first += k_step_rows) {
      if (in_use(first / k_step_rows)) forget(first, std::min(n, first + k_step_rows));
    }
  }
  /// What is kept for the rows from `row` on: one number each, or stride().
  float* kept(std::int64_t row) { return kept_.data() + row * stride_; }
  std::int64_t stride() const { return stride_; }
  bool for_each_centroid() const { return for_each_; }
  /// Where there is a bound for each centroid: the own distance of a row, and whether it holds for the centroids met.
  Own& own(std::int64_t row) { return own_.data()[row]; }
  bool holds(const Own& own, std::int32_t label) const {
    return own.met_at >= moved_at_[static_cast<std::size_t>(label)];
  }
  /// How many sets of centroids have been met: Own::met_at of distances to those met last.
  std::int64_t met_count() const { return met_count_; }

  /// A centroid is no contender where sqrt(s) factor + term < kept, s being the distance to the own; `c` where there is
  /// a bound for each.
  Affine certain_below(const ChainPrecision& chain, std::int64_t c = 0) const;
  /// What is to be kept of a search: sqrt(s2) factor + term, s2 being no more than the distance of the others, or of c.
  Affine kept_of(const ChainPrecision& chain, std::int64_t c = 0) const;
  /// What is to be kept of a number that no distance to another centroid is below.
  Affine kept_of_distance() const { return distance_below(drift_at(0)); }

 private:
  void make_room(std::int64_t n, bool for_each_centroid);
  void forget(std::int64_t first, std::int64_t end);
  double drift_at(std::int64_t c) const { return drift_.empty() ? 0.0 : drift_[static_cast<std::size_t>(c)]; }

  Matrix<double> met_;
  bool for_each_ = false;
  std::int64_t stride_ = 1;
  std::int64_t met_count_ = 0;
  std::vector<std::int64_t> moved_at_;  ///< met_count() when each centroid moved last
  std::vector<double> drift_;           ///< one, or one for each centroid
  AlignedBuffer<float> kept_;
  AlignedBuffer<Own> own_;
};

}  // namespace shoal::cpu

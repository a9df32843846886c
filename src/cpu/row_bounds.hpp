// A lower bound for each row on its distance to all centroids but its own (Hamerly 2010), kept from pass to pass: a row
// whose own centroid is nearer than that needs no search.
//
// D is the true distance, s the canonical one squared (one_answer.hpp), in which every term meets at most d + 2 roundings
// of unit u and loses at most a unit of underflow: with g = gamma_{d+8} (Higham 2002, section 3.1) and e = (d + 8) times
// the smallest number of the chain's type,
//     (1 - g) D^2 - e <= s <= (1 + g) D^2 + e.                                                                      (1)
// Let no other centroid be nearer than L. Then none has a canonical distance below or equal to that of the own, s, if
//     sqrt((s + e) / (1 - g)) < L:                                                                                  (2)
// the label is proven, ties included. A search yields L: every other canonical distance is at least that of the
// second, s2, so by (1) L = sqrt((s2 - e) / (1 + g)).
//
// When centroids move by at most m, distances shrink by at most m: L falls by it. Instead of lowering every L in every
// pass, drift is the sum of all m so far and a row keeps L + drift as of its search; (2) compares with that less the
// drift now. So a bound stays right whatever passes came between, over whichever rows and with whichever centroids, so
// long as all of them are met. A change of k forgets all bounds.
//
// Bounds are floats, and so are sqrt, product and sum of a test: each within v = 2^-24, all within 8 v, and within 2^-100
// where numbers are too small for that. Factors and terms are widened by as much and rounded to the safe side. What
// overflows is uncertain: infinity is below nothing.
#pragma once

#include <cstdint>

#include "cpu/aligned_buffer.hpp"
#include "cpu/kernels.hpp"
#include "shoal/matrix.hpp"

namespace shoal::cpu {

/// Unit roundoff and smallest number of the type of a chain.
struct ChainPrecision {
  double roundoff, smallest;
};

class RowBounds {
 public:
  /// Takes the centroids of the next pass. Returns false when they are the ones met last. O(k d).
  bool meet(MatrixView<const double> centroids);
  /// Forgets all, and holds memory for n rows from now on.
  void reset(std::int64_t n);
  bool empty() const { return kept_.size() == 0; }
  /// What is kept for the rows from `row` on.
  float* kept(std::int64_t row) { return kept_.data() + row; }

  /// A row is certain where sqrt(s) factor + term < kept, s being its distance to its own centroid.
  Affine certain_below(const ChainPrecision& chain) const;
  /// What is to be kept of a search: sqrt(s2) factor + term, s2 being the distance to the second centroid.
  Affine kept_of(const ChainPrecision& chain) const;

 private:
  Matrix<double> met_;
  double drift_ = 0.0;
  AlignedBuffer<float> kept_;
};

}  // namespace shoal::cpu

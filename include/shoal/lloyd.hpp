// Lloyd's iterations as values: the scales of a fit, the sums of a pass, and the step from sums to centroids.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "shoal/matrix.hpp"
#include "shoal/one_answer.hpp"

namespace shoal {

enum class Scalar : std::uint8_t { f32, f64 };

/// What one look at the data says about each column. Merging two is min, max and max.
struct ColumnStats {
  std::vector<double> min, max;          ///< d
  std::vector<double> weighted_abs_max;  ///< d; the largest |w_i x_ij|, |x_ij| without weights
  double max_weight = 1.0;
};

/// The scales of one fit (one_answer.hpp): value j is rint(w x 2^value_exponent[j]) with w x rounded to double first, a
/// weight rint(w 2^weight_exponent), a squared distance quantise_sq(). Without weights w is 1 and weight_exponent 0. The
/// scales are normal doubles; those of unweighted float values are normal floats too.
struct Quantisation {
  std::vector<int> value_exponent;  ///< d
  int weight_exponent = 0;
  int sq_exponent = 0;
};

/// Scales from the statistics; `initial` (k x d, may be empty) are centroids that may lie outside the data's box.
Quantisation make_quantisation(const ColumnStats& stats, Scalar scalar, bool weighted,
                               MatrixView<const double> initial = {});

/// Error{data} when squared distances between points of these statistics (and `initial`) might overflow the type of the
/// canonical chain: a clustering would mean nothing.
void check_distances_finite(const ColumnStats& stats, Scalar scalar, MatrixView<const double> initial = {});

/// The sums of one Lloyd pass as one contiguous array of 128-bit integers, so that batches, threads and ranks add them
/// up in any order with one reduction. Layout: totals k x d, weights k, counts k, inertia, changed.
class LloydSums {
 public:
  LloydSums(std::int64_t k, std::int64_t d);
  std::int64_t k() const { return k_; }
  std::int64_t d() const { return d_; }
  Int128& total(std::int64_t c, std::int64_t j) { return values_[static_cast<std::size_t>(c * d_ + j)]; }
  Int128& weight(std::int64_t c) { return values_[static_cast<std::size_t>(k_ * d_ + c)]; }
  Int128& count(std::int64_t c) { return values_[static_cast<std::size_t>(k_ * d_ + k_ + c)]; }
  Int128& inertia() { return values_[values_.size() - 2]; }
  /// Rows whose label differs from the one that the FitState held.
  Int128& changed() { return values_[values_.size() - 1]; }
  std::span<Int128> values() { return values_; }
  void clear();
  void add(const LloydSums& other);

 private:
  std::int64_t k_, d_;
  std::vector<Int128> values_;
};

/// What all fits on the same points and weights share. Refers to the weights.
struct FitTerms {
  std::span<const double> weights;  ///< n values >= 0, or empty
  ColumnStats stats;
  Quantisation quantisation;
  Scalar scalar = Scalar::f32;  ///< of the points
  std::int64_t batch_rows = 0;  ///< rows a pass takes at a time at most (0: all); results do not depend on it
};

enum class LloydEnd : std::uint8_t {
  running,
  converged,  ///< no centroid moved, or by no more than the limit
  spent,      ///< the iterations are spent
  vacant,     ///< a cluster has no weight: the caller may fill it and let the run go on
};

class FitState;

/// One run of Lloyd's iterations (Lloyd 1982): in, where it starts; out, where it ended. A run that ended vacant goes on
/// from where it is after advance().
struct LloydRun {
  const FitTerms* terms = nullptr;
  Matrix<double> centroids;         ///< k x d, each representable in the points' scalar type
  std::int64_t max_iterations = 0;  ///< centroid updates in all
  bool unit_length = false;         ///< every mean is brought to length 1
  double shift_limit = -1.0;        ///< squared_shift() at which to stop; negative: none

  bool traced = true;  ///< false: `inertia` is not needed, and may have gaps

  LloydEnd end = LloydEnd::running;
  std::int64_t iterations = 0;      ///< updates so far
  bool still = false;               ///< the last update moved the centroids by no more than the limit
  std::vector<Int128> inertia;      ///< before each update
  LloydSums sums{0, 0};             ///< of the last pass, under `centroids`
  std::shared_ptr<FitState> state;  ///< made by the first pass, kept for when the run goes on
};

/// Centroids for clusters without weight: `rows`, in the order of `clusters`.
struct Filling {
  std::span<const std::int64_t> clusters;
  MatrixView<const double> rows;
};

/// The clusters without weight, ascending.
std::vector<std::int64_t> vacant_clusters(LloydSums& sums);

/// The step after a pass: ends the run, or moves its centroids to the means (and those of `filling` to its rows) and
/// counts the iteration. A run that may be filled does not converge. O(k d).
void advance(LloydRun& run, const Filling& filling = {});

/// Replaces each centroid by the mean of its cluster, clamped to the box of the points and rounded once to their scalar
/// type; with unit_length the mean is brought to length 1 in double before it is rounded. A cluster without weight, and
/// one whose mean has no direction, keeps its centroid. O(k d).
void move_to_means(const FitTerms& terms, bool unit_length, LloydSums& sums, Matrix<double>& centroids);

/// Brings a row of d values to Euclidean length 1 in double and rounds them to the scalar type; false when the row has
/// length 0 (it is left as it is).
bool normalise(Scalar scalar, double* row, std::int64_t d);

/// Nearest value of the scalar type.
inline double round_to(Scalar scalar, double value) {
  return scalar == Scalar::f32 ? static_cast<double>(static_cast<float>(value)) : value;
}

/// Sum of the squared distances between the rows of two k x d matrices: the chain of each pair of rows in double, added
/// up in their order.
double squared_shift(MatrixView<const double> a, MatrixView<const double> b);

}  // namespace shoal

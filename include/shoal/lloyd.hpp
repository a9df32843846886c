// Runs of k-means++ and of Lloyd's iterations as values: where they start and end, and the step from the sums of a pass to
// centroids.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "shoal/cluster_sums.hpp"
#include "shoal/matrix.hpp"
#include "shoal/points.hpp"
#include "shoal/quantisation.hpp"

namespace shoal {

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

class KMeansState;

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
  std::int64_t iterations = 0;         ///< updates so far
  bool still = false;                  ///< the last update moved the centroids by no more than the limit
  std::vector<Int128> inertia;         ///< before each update
  ClusterSums sums{0, 0};              ///< of the last pass, under `centroids`
  std::shared_ptr<KMeansState> state;  ///< made by the first pass, kept for when the run goes on
};

/// Centroids for clusters without weight: `rows`, in the order of `clusters`.
struct Filling {
  std::span<const std::int64_t> clusters;
  MatrixView<const double> rows;
};

/// One greedy k-means++ (Arthur and Vassilvitskii 2007): in, what is taken already; out, the rows taken.
struct SeedRun {
  const FitTerms* terms = nullptr;
  MatrixView<const double> given;  ///< centroids that are there already, m x d in the points' scalar type; m may be 0
  std::vector<std::int64_t> rows;  ///< those taken; more are added. With `given` at least one
  std::int64_t k = 0;              ///< given and rows in the end
  std::uint64_t seed = 0;
  bool ended = false;  ///< it has its k, or every row lies on one taken
};

/// Rows that each step of greedy k-means++ draws.
std::int64_t seed_draws(std::int64_t k);

/// The clusters without weight, ascending.
std::vector<std::int64_t> vacant_clusters(ClusterSums& sums);

/// The step after a pass: ends the run, or moves its centroids to the means (and those of `filling` to its rows) and
/// counts the iteration. A run that may be filled does not converge. O(k d).
void advance(LloydRun& run, const Filling& filling = {});
/// The same, with means (k x d) that were made otherwise.
void advance_to(LloydRun& run, Matrix<double> means, const Filling& filling = {});

/// Replaces each centroid by the mean of its cluster, clamped to the box of the points and rounded once to their scalar
/// type; with unit_length the mean is brought to length 1 in double before it is rounded. A cluster without weight, and
/// one whose mean has no direction, keeps its centroid. O(k d).
void move_to_means(const FitTerms& terms, bool unit_length, ClusterSums& sums, Matrix<double>& centroids);

/// Brings a row of d values to Euclidean length 1 in double and rounds them to the scalar type; false when the row has
/// length 0 (it is left as it is).
bool normalise(Scalar scalar, double* row, std::int64_t d);

/// Sum of the squared distances between the rows of two k x d matrices: the chain of each pair of rows in double, added
/// up in their order.
double squared_shift(MatrixView<const double> a, MatrixView<const double> b);

}  // namespace shoal

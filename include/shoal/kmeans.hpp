// k-means.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "shoal/clustering.hpp"
#include "shoal/context.hpp"
#include "shoal/metric.hpp"

namespace shoal {

enum class KMeansInit : std::uint8_t {
  plus_plus,  ///< greedy k-means++, 2 + floor(ln k) candidates a step (Arthur and Vassilvitskii 2007)
  scalable,   ///< k-means|| (Bahmani et al. 2012)
  random,     ///< distinct random rows
  given,      ///< KMeansOptions::initial
};
enum class KMeansAlgorithm : std::uint8_t {
  lloyd,
  mini_batch,  ///< approximate (Sculley 2010); marked so in every output
};
struct KMeansOptions {
  std::int64_t k = 8;
  KMeansInit init = KMeansInit::plus_plus;
  KMeansAlgorithm algorithm = KMeansAlgorithm::lloyd;
  Metric metric = Metric::euclidean;
  int restarts = 10;  ///< the start with the lowest inertia wins, ties to the earlier one; small fits then
                      ///< recombine them (docs/design/0004-kmeans.md)
  std::int64_t max_iterations = 300;
  double tolerance = 0.0;  ///< stop when the summed squared centroid shift is at most this times the mean column
                           ///< variance; 0: when no label changes
  std::int64_t mini_batch_rows = 1024;
  Matrix<double> initial;  ///< k x d for KMeansInit::given; rounded to the points' scalar type
};

/// No row is noise. `labels` are those of the rows of this rank and equal an assignment to `centroids`; `sizes` never ascend: clusters are numbered by size, ties
/// by centroid. `warnings`: fewer distinct rows than k, not converged, ...
struct KMeansResult : Clustering {
  Matrix<double> centroids;     ///< k x d, exactly representable in the points' scalar type
  double inertia = 0.0;         ///< weighted sum of squared distances to the nearest centroid, within 2^-20 of it
  std::int64_t iterations = 0;  ///< centroid updates of the winning start
  bool converged = false;
  std::vector<double> inertia_trace;  ///< of the winning start: before each update, then the final one
  int restart = 0;                    ///< which start won; from KMeansOptions::restarts on: a recombination
};

/// Clusters the points into at most k groups. Fewer distinct rows than k give as many clusters as there are distinct
/// rows and a warning. `weights`: n values >= 0 (not all 0), or empty; only their ratios matter to the clusters.
/// Restarts run in parallel when a fit is small, the passes do when it is big; the result depends on neither. Time
/// O(restarts iterations n k d), memory O(n + k d) a running start. Where context.ranks are several, each brings its own
/// points and weights and all get the result that one process with all rows would get; restarts then run one after the
/// other. Error{usage} for k < 1 or k > n, a wrong shape of
/// `initial`; Error{data} for weights that are negative, not finite or more than 2^2021 times apart, for squared
/// distances that overflow or vanish in the chain's type (one_answer.hpp), and for an inertia beyond the range of double.
/// Accuracy at any scale: docs/design/0001. Source: Lloyd 1982; empty clusters take the rows farthest from their
/// centroids.
/// Example:
///     KMeansOptions options;
///     options.k = 3;
///     KMeansResult found = fit_kmeans(context, *points, options);
///     // found.labels, found.centroids, found.inertia
KMeansResult fit_kmeans(Context& context, const Points& points, const KMeansOptions& options,
                        std::span<const double> weights = {});

}  // namespace shoal

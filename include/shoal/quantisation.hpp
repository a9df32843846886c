// What is known of the columns, and the scales at which rows and distances become whole numbers.
#pragma once

#include <vector>

#include "shoal/matrix.hpp"
#include "shoal/points.hpp"

namespace shoal {

/// What one look at the data says about each column. Merging two is min, max and max.
struct ColumnStats {
  std::vector<double> min, max;          ///< d
  std::vector<double> weighted_abs_max;  ///< d; the largest |w_i x_ij|, |x_ij| without weights
  double max_weight = 1.0;
};

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

}  // namespace shoal

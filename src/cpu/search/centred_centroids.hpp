// Centroids less the centre of the points, with the norms that the bounds of products need.
#pragma once

#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::cpu {

struct CentredCentroids {
  /// `centre` has centroids.cols values. O(k d).
  CentredCentroids(MatrixView<const double> centroids, const std::vector<float>& centre);

  Matrix<double> values;           ///< k x d
  std::vector<double> sq_norms;    ///< k
  double largest_norm = 0.0;       ///< of a centroid
  double largest_part_norm = 0.0;  ///< of BlockNorms::k_part_columns columns of a centroid
};

}  // namespace shoal::cpu

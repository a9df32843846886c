#include "cpu/search/centred_centroids.hpp"

#include <algorithm>
#include <cmath>

#include "base/at.hpp"
#include "cpu/kernels/kernels.hpp"

namespace shoal::cpu {

CentredCentroids::CentredCentroids(MatrixView<const double> centroids, const std::vector<float>& centre)
    : values(centroids.rows, centroids.cols) {
  double largest_sq = 0.0, largest_part_sq = 0.0;
  for (std::int64_t c = 0; c < centroids.rows; ++c) {
    double sq = 0.0;
    for (std::int64_t begin = 0; begin < centroids.cols; begin += BlockNorms::k_part_columns) {
      double part = 0.0;
      for (std::int64_t j = begin; j < std::min(centroids.cols, begin + BlockNorms::k_part_columns); ++j) {
        const double value = centroids(c, j) - static_cast<double>(centre[at(j)]);
        values(c, j) = value;
        part += value * value;
      }
      largest_part_sq = std::max(largest_part_sq, part);
      sq += part;
    }
    sq_norms.push_back(sq);
    largest_sq = std::max(largest_sq, sq);
  }
  largest_norm = std::sqrt(largest_sq);
  largest_part_norm = std::sqrt(largest_part_sq);
}

}  // namespace shoal::cpu

// How far the centroids of a fit have moved from pass to pass. Bounds and margins age by it.
#pragma once

#include <cstdint>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::cpu {

/// An upper bound on the distance of two rows of d values. No square leaves the range of double.
double distance_rounded_up(const double* a, const double* b, std::int64_t d);
/// Upper bounds on a + b and on a - b, for a, b >= 0 and a >= b.
inline double sum_rounded_up(double a, double b) { return (a + b) * (1.0 + 0x1p-51); }
inline double difference_rounded_up(double a, double b) { return (a - b) * (1.0 + 0x1p-51); }

/// Compares the centroids of each pass with those of the pass before. Every quantity is an upper bound. Whoever reads it
/// may skip passes: a difference of two paths bounds what happened in between.
class CentroidDrift {
 public:
  /// Takes the centroids of the next pass. The same ones again change nothing, another shape begins anew. O(k d).
  void update(MatrixView<const double> centroids);

  const Matrix<double>& centroids() const { return centroids_; }
  /// Counts the different sets of centroids.
  std::int64_t version() const { return version_; }
  /// The version that began this shape: what was derived from an earlier one is void.
  std::int64_t first_version() const { return first_version_; }
  /// The version with which centroid c moved last.
  std::int64_t moved_at(std::int64_t c) const { return moved_at_[static_cast<std::size_t>(c)]; }

  /// The moves of centroid c, added up.
  double path(std::int64_t c) const { return paths_[static_cast<std::size_t>(c)]; }
  const std::vector<double>& paths() const { return paths_; }
  /// The longest move of each version, and the second longest, added up.
  double longest_path() const { return longest_path_; }
  double second_path() const { return second_path_; }

 private:
  void begin(MatrixView<const double> centroids);

  Matrix<double> centroids_;
  std::int64_t version_ = 0, first_version_ = 0;
  std::vector<std::int64_t> moved_at_;
  std::vector<double> paths_;
  double longest_path_ = 0.0, second_path_ = 0.0;
};

}  // namespace shoal::cpu

// From the integer sums of a pass to the next centroids.
#include <algorithm>
#include <cmath>

#include "shoal/lloyd.hpp"

namespace shoal {
namespace {

double mean_of(Scalar scalar, Int128 total, Int128 weight, int exponent, int weight_exponent) {
  return scalar == Scalar::f32 ? static_cast<double>(quantised_mean<float>(total, weight, exponent, weight_exponent))
                               : quantised_mean<double>(total, weight, exponent, weight_exponent);
}

// The direction of a mean is that of its total: no division, no rounding before the length is known.
void move_to_direction(const FitTerms& terms, ClusterSums& sums, std::int64_t c, double* centroid) {
  std::vector<double> direction(static_cast<std::size_t>(sums.d()));
  for (std::int64_t j = 0; j < sums.d(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    direction[column] = std::ldexp(to_double(sums.total(c, j)), -terms.quantisation.value_exponent[column]);
  }
  if (normalise(terms.scalar, direction.data(), sums.d())) std::copy(direction.begin(), direction.end(), centroid);
}

void move_to_mean(const FitTerms& terms, ClusterSums& sums, std::int64_t c, double* centroid) {
  const auto& q = terms.quantisation;
  for (std::int64_t j = 0; j < sums.d(); ++j) {
    const auto column = static_cast<std::size_t>(j);
    const double mean =
        mean_of(terms.scalar, sums.total(c, j), sums.weight(c), q.value_exponent[column], q.weight_exponent);
    // Values and weights are rounded apart, so the quotient of tiny weights can leave the box that the scale of
    // squared distances was made for; a mean cannot.
    centroid[j] = std::clamp(mean, terms.stats.min[column], terms.stats.max[column]);
  }
}

}  // namespace

bool normalise(Scalar scalar, double* row, std::int64_t d) {
  double largest = 0.0;
  for (std::int64_t j = 0; j < d; ++j) largest = std::max(largest, std::abs(row[j]));
  if (largest == 0.0) return false;
  // Scaled by a power of two so that no square overflows or vanishes.
  int exponent = 0;
  std::frexp(largest, &exponent);
  double sq_length = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double scaled = std::ldexp(row[j], -exponent);
    sq_length = std::fma(scaled, scaled, sq_length);
  }
  const double length = std::sqrt(sq_length);
  for (std::int64_t j = 0; j < d; ++j) row[j] = round_to(scalar, std::ldexp(row[j], -exponent) / length);
  return true;
}

void move_to_means(const FitTerms& terms, bool unit_length, ClusterSums& sums, Matrix<double>& centroids) {
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    if (sums.weight(c) == 0) continue;
    (unit_length ? move_to_direction : move_to_mean)(terms, sums, c, centroids.row(c));
  }
}

double squared_shift(MatrixView<const double> a, MatrixView<const double> b) {
  double sum = 0.0;
  for (std::int64_t c = 0; c < a.rows; ++c) sum += sq_distance(a.row(c), b.row(c), a.cols);
  return sum;
}

std::vector<std::int64_t> vacant_clusters(ClusterSums& sums) {
  std::vector<std::int64_t> vacant;
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    if (sums.weight(c) == 0) vacant.push_back(c);
  }
  return vacant;
}

}  // namespace shoal

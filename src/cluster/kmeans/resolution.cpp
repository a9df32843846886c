#include <cmath>
#include <limits>

#include "cluster/kmeans/own_scales.hpp"

namespace shoal::kmeans {
namespace {

/// Relative accuracy that is promised: 2^-20.
constexpr int k_accuracy_bits = 20;

/// How far above the inertia of exact means that of cluster c may lie: W sum_j e_j^2, with e_j the largest error of a
/// mean. A total of n rounded values is off by n / 2 units of 2^-value_exponent, a weight by n / 2 of
/// 2^-weight_exponent. Infinite where the weight itself is not known to half.
double excess(const Problem& problem, ClusterSums& sums, const double* centroid, std::int64_t c) {
  const Quantisation& q = problem.quantisation;
  const bool weighted = !problem.weights.empty();
  const double rows = to_double(sums.count(c)), weight = to_double(sums.weight(c));
  if (rows == 0.0) return 0.0;
  if (weighted && weight < 2.0 * rows) return std::numeric_limits<double>::infinity();
  const double own_weight = std::ldexp(weight, -q.weight_exponent);
  double sq_error = 0.0;
  for (std::int64_t j = 0; j < sums.d(); ++j) {
    const double of_total = std::ldexp(0.5 * rows, -q.value_exponent[static_cast<std::size_t>(j)]) / own_weight;
    const double of_weight = weighted ? std::abs(centroid[j]) * 0.5 * rows / weight : 0.0;
    sq_error += (of_total + of_weight) * (of_total + of_weight);
  }
  return own_weight * sq_error;
}

/// The inertia below which the underflow of squares may count: each of d terms of a row loses less than the least
/// number of the chain's type, and all of them together must stay below 2^-20 of the inertia.
double least_inertia(const Problem& problem, ClusterSums& sums) {
  double weight = 0.0;
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    weight += std::ldexp(to_double(sums.weight(c)), -problem.quantisation.weight_exponent);
  }
  return weight * static_cast<double>(sums.d()) * std::ldexp(least_of_chain(problem.points), k_accuracy_bits);
}

}  // namespace

bool in_float_chain(const Points& points) {
  return points.scalar() == Scalar::f32 && points.cols() <= k_max_float_chain_cols;
}

double least_of_chain(const Points& points) {
  return in_float_chain(points) ? static_cast<double>(std::numeric_limits<float>::denorm_min())
                                : std::numeric_limits<double>::denorm_min();
}

bool resolved(const Problem& problem, ClusterSums& sums, const Matrix<double>& centroids) {
  if (sums.inertia() < Int128{problem.rows.count()} << (k_accuracy_bits - 1)) return false;
  const double inertia = std::ldexp(to_double(sums.inertia()), -problem.quantisation.sq_exponent);
  if (inertia < least_inertia(problem, sums)) return false;
  double above = 0.0;
  for (std::int64_t c = 0; c < sums.k(); ++c) above += excess(problem, sums, centroids.row(c), c);
  return std::ldexp(above, k_accuracy_bits) <= inertia;
}

}  // namespace shoal::kmeans

#include "metrics/dispersion.hpp"
#include "metrics/labels.hpp"
#include "shoal/metrics.hpp"

namespace shoal {

double metrics::calinski_harabasz(const Dispersion& parts) {
  const std::int64_t k = std::ssize(parts.sizes), d = parts.centres.cols();
  std::int64_t used = 0;
  double rows = 0.0;
  double within = 0.0;
  std::vector<double> mean(static_cast<std::size_t>(d));
  for (std::int64_t c = 0; c < k; ++c) {
    const double size = parts.sizes[static_cast<std::size_t>(c)];
    if (size == 0.0) continue;
    rows += size;
    ++used;
    within += parts.sq_within[static_cast<std::size_t>(c)];
    for (std::int64_t j = 0; j < d; ++j) {
      mean[static_cast<std::size_t>(j)] += size * parts.centres(c, j);
    }
  }
  for (double& m : mean) m /= rows;
  double between = 0.0;
  for (std::int64_t c = 0; c < k; ++c) {
    double sq = 0.0;
    for (std::int64_t j = 0; j < d; ++j) {
      const double t = parts.centres(c, j) - mean[static_cast<std::size_t>(j)];
      sq += t * t;
    }
    between += parts.sizes[static_cast<std::size_t>(c)] * sq;
  }
  // Every row lies at its centre, so the ratio has no value: 1, as in scikit-learn.
  if (within == 0.0) return 1.0;
  return between * (rows - static_cast<double>(used)) / (within * static_cast<double>(used - 1));
}

double calinski_harabasz(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                         std::span<const double> weights) {
  metrics::checked_counts(weights, points.rows(), "Calinski-Harabasz index");
  const metrics::Dispersion parts = metrics::disperse(context, points, labels, k, weights);
  metrics::at_least_two(parts.sizes, "Calinski-Harabasz index");
  return metrics::calinski_harabasz(parts);
}

}  // namespace shoal

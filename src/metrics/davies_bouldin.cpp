#include <algorithm>
#include <cmath>

#include "metrics/dispersion.hpp"
#include "metrics/labels.hpp"
#include "shoal/metrics.hpp"

namespace shoal {

double metrics::davies_bouldin(const Dispersion& parts) {
  std::vector<std::int64_t> used;
  for (std::int64_t c = 0; c < std::ssize(parts.sizes); ++c) {
    if (parts.sizes[static_cast<std::size_t>(c)] > 0.0) used.push_back(c);
  }
  const auto spread = [&](std::int64_t c) {
    return parts.within[static_cast<std::size_t>(c)] / parts.sizes[static_cast<std::size_t>(c)];
  };
  double sum = 0.0;
  for (const std::int64_t a : used) {
    double worst = 0.0;
    for (const std::int64_t b : used) {
      double sq = 0.0;
      for (std::int64_t j = 0; j < parts.centres.cols(); ++j) {
        const double t = parts.centres(a, j) - parts.centres(b, j);
        sq += t * t;
      }
      // Centres that coincide (and the cluster itself) are not compared, as in scikit-learn.
      if (sq > 0.0) worst = std::max(worst, (spread(a) + spread(b)) / std::sqrt(sq));
    }
    sum += worst;
  }
  return sum / static_cast<double>(used.size());
}

double davies_bouldin(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                      std::span<const double> weights) {
  const metrics::Dispersion parts = metrics::disperse(context, points, labels, k, weights);
  metrics::at_least_two(parts.sizes, "Davies-Bouldin index");
  return metrics::davies_bouldin(parts);
}

}  // namespace shoal

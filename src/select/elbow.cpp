#include "select/elbow.hpp"

#include <algorithm>
#include <cmath>

namespace shoal::select {
namespace {

// On logarithmic axes the inertia of data without groups falls along a straight line (as k^(-2/d) for uniform data), so
// its bend is noise there, while on plain axes the same curve has a textbook elbow. Measured with this rule, ten starts,
// k = 1..10; the strength is 1 - (slope beyond the knee) / (slope of the chord):
//   72 sets of uniform, normal and log-normal noise (d = 1, 2, 3, 8; 300 and 2,000 rows): 0.00 to 0.23;
//   a straight line of points: 0.00; Online Retail under ten scalings: 0.00 to 0.18;
//   60 sets of 2, 3, 5, 8 separate normal clusters of unequal size (d = 2, 3, 8): 0.38 to 0.89, all at the true k, where
//   the knee on plain axes is at the true k for 29 of them.
constexpr double k_least_strength = 0.25;
// The knee must also lie this far below the chord, or one slow last step would make an elbow next to the end.
constexpr double k_least_depth = 0.02;
// Points that lie on their centroids have no inertia, and zero has no logarithm.
constexpr double k_least_share = 1e-9;

struct Point {
  double x = 0.0, y = 0.0;
};

/// Both axes logarithmic, x from 0 to 1 and y from 1 to 0; empty when the curve does not fall.
std::vector<Point> log_curve(const std::vector<std::int64_t>& k, const std::vector<double>& inertia) {
  if (k.size() < 3 || k.size() != inertia.size() || !(inertia.front() > 0.0) || k.front() < 1) return {};
  std::vector<Point> curve;
  double lowest = inertia.front();
  for (std::size_t i = 0; i < k.size(); ++i) {
    // A start that ended badly may lie above a smaller k; the curve of optima cannot rise.
    lowest = std::clamp(inertia[i], inertia.front() * k_least_share, lowest);
    curve.push_back({std::log(static_cast<double>(k[i])), std::log(lowest)});
  }
  const Point first = curve.front(), last = curve.back();
  if (!(last.y < first.y) || !(last.x > first.x)) return {};
  for (Point& point : curve) {
    point = {(point.x - first.x) / (last.x - first.x), (point.y - last.y) / (first.y - last.y)};
  }
  return curve;
}

}  // namespace

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

std::optional<Elbow> locate_elbow(const std::vector<std::int64_t>& k, const std::vector<double>& inertia) {
  const std::vector<Point> curve = log_curve(k, inertia);
  std::size_t knee = 0;
  double depth = 0.0;
  for (std::size_t i = 1; i + 1 < curve.size(); ++i) {
    const double below = rounded(1.0 - curve[i].x - curve[i].y);
    if (below > depth) {
      depth = below;
      knee = i;
    }
  }
  if (depth < k_least_depth || rounded(depth / (1.0 - curve[knee].x)) < k_least_strength) return std::nullopt;
  const double span = std::log(static_cast<double>(k.back())) - std::log(static_cast<double>(k.front()));
  const double lowest = *std::min_element(inertia.begin(), inertia.end());
  const double fall = std::log(inertia.front() / std::max(lowest, inertia.front() * k_least_share));
  const double slope = fall / span;
  const auto per_doubling = [&](double relative) { return 1.0 - std::exp2(-slope * relative); };
  return Elbow{k[knee], per_doubling((1.0 - curve[knee].y) / curve[knee].x),
               per_doubling(curve[knee].y / (1.0 - curve[knee].x))};
}

}  // namespace shoal::select

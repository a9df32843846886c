#include "verifier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace shoal::test {
namespace {

using Real = long double;

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

class Verifier {
 public:
  Verifier(const Points& points, std::span<const double> weights, const KMeansResult& result)
      : points_(points),
        weights_(weights),
        result_(result),
        n_(points.rows()),
        d_(points.cols()),
        k_(result.centroids.rows()),
        epsilon_(points.scalar() == Scalar::f32 ? std::numeric_limits<float>::epsilon()
                                                : std::numeric_limits<double>::epsilon()) {}

  std::vector<std::string> run() {
    check_shapes();
    if (!wrong_.empty()) return wrong_;  // The rest would read past an end.
    check_sizes();
    check_labels();
    check_inertia();
    if (result_.converged) check_means();
    return wrong_;
  }

 private:
  Real value(std::int64_t i, std::int64_t j) const {
    return std::visit([&](const auto& view) { return static_cast<Real>(view(i, j)); }, points_.host());
  }
  Real weight(std::int64_t i) const { return weights_.empty() ? 1.0L : Real{weights_[at(i)]}; }

  Real sq_distance(std::int64_t i, std::int64_t c) const {
    Real sum = 0;
    for (std::int64_t j = 0; j < d_; ++j) {
      const Real difference = value(i, j) - result_.centroids(c, j);
      sum += difference * difference;
    }
    return sum;
  }

  /// A chain of d differences and fused products has at most d + 2 roundings, each of half an epsilon, on either side of
  /// a comparison.
  Real chain_tolerance() const { return static_cast<Real>(d_ + 2) * epsilon_; }

  void complain(bool fine, const std::string& what) {
    if (!fine) wrong_.push_back(what);
  }

  void check_shapes() {
    complain(k_ >= 1, "no cluster");
    complain(result_.centroids.cols() == d_, "centroids of another width");
    complain(static_cast<std::int64_t>(result_.labels.size()) == n_, "not a label for each row");
    complain(static_cast<std::int64_t>(result_.sizes.size()) == k_, "not a size for each cluster");
    for (const std::int32_t label : result_.labels) {
      if (label < 0 || label >= k_) return complain(false, "a label that is no cluster");
    }
  }

  void check_sizes() {
    std::vector<std::int64_t> counted(at(k_));
    for (const std::int32_t label : result_.labels) ++counted[at(label)];
    complain(counted == result_.sizes, "sizes are not those of the labels");
    complain(std::is_sorted(counted.rbegin(), counted.rend()), "clusters are not numbered by size");
  }

  void check_labels() {
    for (std::int64_t i = 0; i < n_; ++i) {
      const Real own = sq_distance(i, result_.labels[at(i)]);
      for (std::int64_t c = 0; c < k_; ++c) {
        if (own <= sq_distance(i, c) * (1 + chain_tolerance())) continue;
        return complain(false, "row " + std::to_string(i) + " is nearer to centroid " + std::to_string(c));
      }
    }
  }

  void check_inertia() {
    Real sum = 0, largest = 0;
    for (std::int64_t i = 0; i < n_; ++i) {
      const Real mass = weight(i) * sq_distance(i, result_.labels[at(i)]);
      sum += mass;
      largest = std::max(largest, weight(i));
    }
    // Each row's share is a whole number of 52 bits, of which the margin leaves at least 50 in use; and however wide the
    // box is, the sum is promised to 2^-20 of itself.
    const Real of_box = static_cast<Real>(n_) * std::ldexp(largest * sq_box(), -50);
    const Real tolerance = chain_tolerance() * sum + std::min(of_box, std::ldexp(sum, -20));
    complain(std::fabs(sum - result_.inertia) <= tolerance, "the inertia is not the sum of squared distances");
  }

  Real sq_box() const {
    Real sum = 0;
    for (std::int64_t j = 0; j < d_; ++j) {
      Real low = value(0, j), high = low;
      for (std::int64_t i = 0; i < n_; ++i) low = std::min(low, value(i, j)), high = std::max(high, value(i, j));
      sum += (high - low) * (high - low);
    }
    return sum;
  }

  void check_means() {
    for (std::int64_t c = 0; c < k_; ++c) {
      for (std::int64_t j = 0; j < d_; ++j) check_mean(c, j);
    }
  }

  /// Every w x is off by at most half a step of largest |w x| 2^-38 (double data: 2^-60), every w by half a step of the
  /// largest w 2^-38 (2^-60); w x, both sums, the quotient and the scalar type are rounded.
  void check_mean(std::int64_t c, std::int64_t j) {
    Real sum = 0, total_weight = 0, rows = 0, largest_value = 0, largest_weight = 0;
    for (std::int64_t i = 0; i < n_; ++i) {
      largest_value = std::max(largest_value, std::fabs(weight(i) * value(i, j)));
      largest_weight = std::max(largest_weight, weight(i));
      if (result_.labels[at(i)] != c) continue;
      sum += weight(i) * value(i, j);
      total_weight += weight(i);
      rows += 1;
    }
    const Real mean = sum / total_weight;
    const Real step =
        std::ldexp(largest_value, -38) + (weights_.empty() ? 0 : std::ldexp(largest_weight, -38) * std::fabs(mean));
    const Real tolerance = rows * step / total_weight + epsilon_ * std::fabs(mean);
    complain(std::fabs(mean - result_.centroids(c, j)) <= tolerance,
             "centroid " + std::to_string(c) + " is not the mean of its rows in column " + std::to_string(j));
  }

  const Points& points_;
  const std::span<const double> weights_;
  const KMeansResult& result_;
  const std::int64_t n_, d_, k_;
  const Real epsilon_;
  std::vector<std::string> wrong_;
};

}  // namespace

std::vector<std::string> complaints(const Points& points, std::span<const double> weights, const KMeansResult& result) {
  return Verifier(points, weights, result).run();
}

}  // namespace shoal::test

#include <algorithm>
#include <cmath>

#include "base/at.hpp"
#include "base/compensated_sum.hpp"
#include "base/weights.hpp"
#include "device/spread.hpp"
#include "metrics/dispersion.hpp"
#include "metrics/scaling.hpp"

namespace shoal::metrics {
namespace {

/// Rows that are in a cluster and have a weight.
class WeightedRows {
 public:
  WeightedRows(const Points& points, std::span<const std::int32_t> labels, std::span<const double> weights)
      : host_(points.host()), labels_(labels), weights_(weights), exponent_(exponent_of(weights)) {}

  /// Calls body(row, cluster, weight). Weights that are no counts come times a power of two that keeps their sum finite.
  template <class Body>
  void each(const Body& body) const {
    std::visit(
        [&](const auto& view) {
          for (std::int64_t i = 0; i < view.rows; ++i) {
            const std::int32_t label = labels_[at(i)];
            if (label >= 0 && weights_[at(i)] > 0.0) body(view.row(i), label, std::ldexp(weights_[at(i)], -exponent_));
          }
        },
        host_);
  }

 private:
  HostView host_;
  std::span<const std::int32_t> labels_;
  std::span<const double> weights_;
  int exponent_;
};

/// The means: the first row of each cluster, and by how much the mean lies off it.
ScaledMeans means_of(const WeightedRows& rows, const std::vector<double>& sizes, std::int64_t d, double scale) {
  const auto k = std::ssize(sizes);
  ScaledMeans means{Matrix<double>(k, d), Matrix<double>(k, d), scale};
  std::vector<bool> seen(sizes.size());
  rows.each([&](const auto* row, std::int64_t c, double /*weight*/) {
    if (seen[at(c)]) return;
    seen[at(c)] = true;
    for (std::int64_t j = 0; j < d; ++j) means.whole(c, j) = static_cast<double>(row[j]) * scale;
  });
  Matrix<CompensatedSum> off(k, d);
  rows.each([&](const auto* row, std::int64_t c, double weight) {
    for (std::int64_t j = 0; j < d; ++j) off(c, j).add(static_cast<double>(row[j]) * scale - means.whole(c, j), weight);
  });
  for (std::int64_t c = 0; c < k; ++c) {
    if (sizes[at(c)] == 0.0) continue;
    for (std::int64_t j = 0; j < d; ++j) means.rest(c, j) = off(c, j).value() / sizes[at(c)];
  }
  return means;
}

std::vector<double> values_of(const std::vector<CompensatedSum>& sums) {
  std::vector<double> values;
  for (const CompensatedSum& sum : sums) values.push_back(sum.value());
  return values;
}

}  // namespace

Dispersion disperse_weighted(Context& context, const Points& points, std::span<const std::int32_t> labels,
                             std::int64_t k, std::span<const double> weights) {
  const WeightedRows rows(points, labels, weights);
  std::vector<CompensatedSum> sizes(at(k)), sq_within(at(k)), within(at(k));
  rows.each([&](const auto* /*row*/, std::int64_t c, double weight) { sizes[at(c)].add(weight); });
  Dispersion out;
  out.sizes = values_of(sizes);
  // At this scale the largest value is about 1, or tiny where even 2^1022 times it is.
  const int exponent = largest_exponent(context.device.column_stats(context.threads, points, {}));
  const double scale = power_of_two(std::clamp(-exponent, -1022, 1022));
  const ScaledMeans means = means_of(rows, out.sizes, points.cols(), scale);
  rows.each([&](const auto* row, std::int64_t c, double weight) {
    const double sq = detail::sq_spread(row, 1, means.whole.row(c), means.rest.row(c), points.cols(), scale);
    sq_within[at(c)].add(sq, weight);
    within[at(c)].add(std::sqrt(sq), weight);
  });
  out.centres = around_one(means, out.sizes);
  out.sq_within = values_of(sq_within);
  out.within = values_of(within);
  return out;
}

}  // namespace shoal::metrics

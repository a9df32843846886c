#include "metrics/dispersion.hpp"

#include <algorithm>
#include <cmath>

#include "base/at.hpp"
#include "metrics/labels.hpp"
#include "metrics/scaling.hpp"

namespace shoal::metrics {
namespace {

/// The means of the clusters, exact to the last bit of the sums, each in two parts: a whole number near it, and the rest.
/// Zeros for a cluster without members.
ScaledMeans means_of(ClusterSums& sums, const Quantisation& quantisation, int scale_exponent) {
  ScaledMeans means{Matrix<double>(sums.k(), sums.d()), Matrix<double>(sums.k(), sums.d()),
                    power_of_two(scale_exponent)};
  for (std::int64_t c = 0; c < sums.k(); ++c) {
    const Int128 count = sums.count(c);
    if (count == 0) continue;
    for (std::int64_t j = 0; j < sums.d(); ++j) {
      const int exponent = scale_exponent - quantisation.value_exponent[static_cast<std::size_t>(j)];
      const double whole = to_double(sums.total(c, j) / count);
      const Int128 rest = sums.total(c, j) - static_cast<Int128>(whole) * count;
      means.whole(c, j) = std::ldexp(whole, exponent);
      means.rest(c, j) = std::ldexp(to_double(rest) / to_double(count), exponent);
    }
  }
  return means;
}

/// Scales of whole numbers reach to 2^126 for floats and to 2^1022 for doubles: smaller data is enlarged first.
bool too_small(Scalar scalar, int unit) {
  return scalar == Scalar::f32 ? unit > 126 - k_value_bits_f32 : unit > 1022 - k_value_bits_f64;
}

}  // namespace

Matrix<double> around_one(const ScaledMeans& means, const std::vector<double>& sizes) {
  const auto used = std::find_if(sizes.begin(), sizes.end(), [](double size) { return size > 0.0; });
  const auto origin = static_cast<std::int64_t>(used - sizes.begin());
  Matrix<double> centres(means.whole.rows(), means.whole.cols());
  for (std::int64_t c = 0; c < centres.rows(); ++c) {
    if (sizes[at(c)] == 0.0) continue;
    for (std::int64_t j = 0; j < centres.cols(); ++j) {
      centres(c, j) = (means.whole(c, j) - means.whole(origin, j)) + (means.rest(c, j) - means.rest(origin, j));
    }
  }
  return centres;
}

Dispersion disperse(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                    std::span<const double> weights) {
  require_alone(context.ranks, "the dispersion of clusters");
  Dispersion out;
  const std::vector<std::int64_t> sizes = cluster_sizes(labels, k, points.rows());
  if (!weights.empty()) return disperse_weighted(context, points, labels, k, checked_weights(weights, points.rows()));
  out.sizes.assign(sizes.begin(), sizes.end());
  out.centres = Matrix<double>(k, points.cols());
  const bool any = std::ranges::any_of(sizes, [](std::int64_t size) { return size > 0; });
  if (!any) return out;
  const ColumnStats stats = context.device.column_stats(context.threads, points, {});
  const int unit = std::max(-largest_exponent(stats), -1022);
  if (too_small(points.scalar(), unit)) {
    const ScaledPoints scaled(context, points, unit);
    return disperse(context, scaled.points(), labels, k);
  }
  const Quantisation quantisation = make_quantisation(stats, points.scalar(), false);
  ClusterSums sums(k, points.cols());
  context.device.labels().label_sums(context.threads, points, labels, quantisation, sums);
  const ScaledMeans means = means_of(sums, quantisation, unit);
  out.centres = around_one(means, out.sizes);
  out.sq_within.resize(static_cast<std::size_t>(k));
  out.within.resize(static_cast<std::size_t>(k));
  context.device.labels().label_spreads(context.threads, points, labels, means, out.sq_within, out.within);
  return out;
}

}  // namespace shoal::metrics

// Centres and spreads of clusters given by labels: what Calinski-Harabasz and Davies-Bouldin are made of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/label_passes.hpp"
#include "shoal/matrix.hpp"

namespace shoal::metrics {

/// Lengths are in units of 2^-scale_exponent of the data's, chosen so that no square over- or underflows; both measures
/// are ratios and do not see it.
struct Dispersion {
  std::vector<double> sizes;      ///< k; rows, or their weight
  Matrix<double> centres;         ///< k x d, relative to one point of the data
  std::vector<double> sq_within;  ///< k; sum of squared distances to the own centre
  std::vector<double> within;     ///< k; sum of distances to the own centre
};

/// Four reads of the data on the device; O(n d) time, O(k d) memory. Sums are of whole numbers: the same bits on every
/// device and for any number of threads. Means keep what is below the rounding of a double, so a common offset, however
/// large, costs no digits. Errors as cluster_sizes().
Dispersion disperse(Context& context, const Points& points, std::span<const std::int32_t> labels, std::int64_t k,
                    std::span<const double> weights = {});
/// The same with weights, on the host in three reads, one row after the other: compensated sums in the order of the rows, so
/// the same bits on every device.
Dispersion disperse_weighted(Context& context, const Points& points, std::span<const std::int32_t> labels,
                             std::int64_t k, std::span<const double> weights);

/// The means less that of the first cluster with members.
Matrix<double> around_one(const ScaledMeans& means, const std::vector<double>& sizes);

/// The measures from the parts. At least two clusters have members.
double calinski_harabasz(const Dispersion& parts);
double davies_bouldin(const Dispersion& parts);

}  // namespace shoal::metrics

// Do the rows thin out between the clusters? A cluster cut in two has no valley between its halves; two clusters that are
// apart have one. (The idea of Hartigan's dip between centroids: Kalogeratos and Likas 2012, "Dip-means", NIPS 25; here as
// a comparison of bands, which counts clusters of unequal size alike.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/matrix.hpp"
#include "shoal/sweep.hpp"

namespace shoal::select {

/// Rows that the density is looked at with. Equal values of a column are spread over half the distance to the nearest
/// other value: whole numbers would otherwise have an empty band between any two of them.
struct DensitySample {
  std::vector<std::int64_t> rows;  ///< m, ascending
  Matrix<double> values;           ///< m x d
};

/// All rows up to k_most_sampled and k_most_values values, else as many as that allows, one drawn from each of m equal
/// stretches. A pure function of the points and context.seed; O(m d log m).
DensitySample draw_density_sample(const Context& context, const Points& points);
inline constexpr std::int64_t k_most_sampled = 8192, k_least_sampled = 256, k_most_values = 1 << 22;

/// The least certain of the valleys between any two clusters. Rows of the two are projected onto the line through their
/// centroids, and counted in bands a fifth of the way wide; the valley is the band between the centroids that lies
/// furthest, in standard errors, below the lower of the fullest bands on its two sides. `labels`: n values in [0, k), or
/// -1 for rows in no cluster; centroids: k x d. Counts of whole rows: the same on every device. O(m k d).
Valley least_valley(const DensitySample& sample, std::span<const std::int32_t> labels,
                    MatrixView<const double> centroids);

}  // namespace shoal::select

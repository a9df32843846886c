// Do the clusters come back when the data are drawn again? (Hennig 2007, "Cluster-wise assessment of cluster
// stability", Computational Statistics and Data Analysis 52.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "select/schedule.hpp"
#include "shoal/sweep.hpp"

namespace shoal::select {

/// Starts that each resample is fitted with; fewer when the sweep itself uses fewer.
///
/// More starts than one, for a single start often ends in a poorer optimum, which says something about the start and
/// not about the data. All by the sweep's own seeding and none from the centroids of the full data: on the RFM table of
/// Online Retail (log1p, standardised, k = 10) the mean overlap is 0.64, 0.65, 0.67 and 0.69 with 1, 2, 3 and 10
/// seeded starts, and 0.93 with the one warm start, which would call any k stable.
inline constexpr int k_resample_starts = 3;

/// Draws as many rows as have a weight above 0, with replacement, from those rows. Returns how often each of the n rows
/// was drawn. A pure function of its arguments; O(n).
std::vector<double> draw_rows(std::int64_t rows, std::span<const double> weights, std::uint64_t seed);

/// For each of the k clusters of `reference`, its largest Jaccard overlap with a cluster of `other`, both narrowed to
/// the rows with drawn > 0; 0 for a cluster of which no row was drawn. `other` may have any clusters in [0, k). Noise
/// belongs to no cluster: a row that is noise in `other` alone makes the overlap of its cluster smaller.
std::vector<double> best_overlaps(std::span<const std::int32_t> reference, std::span<const std::int32_t> other,
                                  std::int64_t k, std::span<const double> drawn);

/// Fills stability, cluster_stability and cluster_recovered of the entries (whose fits are done) from
/// options.bootstraps resamples, each of them shared by all k. A resample is the resident points with the times that
/// each row was drawn as its weight: nothing is copied. O(bootstraps x starts) fits a k.
void measure_stability(Context& context, Schedule& schedule, const Points& points, const SweepOptions& options,
                       std::span<const double> weights, std::vector<SweepEntry>& entries);

/// The same of one entry with the same resamples, each fitted from as many starts as the data and from the data's own
/// centroids as well; the start with the lowest inertia counts. For clusters between which there are valleys although
/// few starts did not find them again: that says something about the starts, as it does with groups in two columns
/// beside twenty of noise, where 50 seeded starts end with a higher inertia than the data's own centroids lead to.
void measure_stability_anew(Context& context, Schedule& schedule, const Points& points, const SweepOptions& options,
                            std::span<const double> weights, SweepEntry& entry);

}  // namespace shoal::select

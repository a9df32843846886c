// First centroids.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// The first centroids of a start, k x d, or fewer rows when fewer rows are distinct. A function of (problem, options,
/// seed).
Matrix<double> seed_centroids(const Context& context, const Problem& problem, const KMeansOptions& options,
                              std::uint64_t seed);

/// Greedy k-means++ (Arthur and Vassilvitskii 2007): each step draws 2 + floor(ln k) rows by their squared distance to
/// the rows taken so far and takes the one that leaves the least inertia, ties to the earliest draw. Two reads of the
/// data and one of the state a step. Returns at most k row numbers.
std::vector<std::int64_t> plus_plus(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed);

/// The row that greedy k-means++ would add to `centroids`; -1 when every row lies on one of them.
std::int64_t one_more(const Context& context, const Problem& problem, MatrixView<const double> centroids,
                      std::uint64_t seed);

/// k-means|| (Bahmani et al. 2012): five rounds of 2 k draws by squared distance, then k-means++ on what was drawn,
/// each candidate weighing what is nearest to it. Returns at most k row numbers.
std::vector<std::int64_t> scalable(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed);

/// Up to k distinct row numbers with a weight above 0, every choice equally likely. O(n) time with weights, O(k)
/// without.
std::vector<std::int64_t> random_rows(const Problem& problem, std::int64_t k, std::uint64_t seed);

/// One row, drawn by weight. O(n) with weights.
std::int64_t first_row(const Problem& problem, std::uint64_t seed);

/// Adds rows to `rows` (not empty) until there are k, each time the row farthest from all taken ones, ties to the
/// lowest row, as long as one with a weight lies apart from them. Reached when the quantised squared distances have all
/// become 0: what is left is duplicates, or tells apart only below the resolution of the inertia. O(n d) a row.
void fill_with_farthest(const Context& context, const Problem& problem, std::int64_t k,
                        std::vector<std::int64_t>& rows);

/// Uniform whole number in [0, total) from one 64-bit draw, total > 0.
Int128 draw_below(Int128 total, std::uint64_t bits);

}  // namespace shoal::kmeans

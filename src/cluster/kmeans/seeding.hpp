// First centroids. Row numbers are those of all ranks (rows.hpp); each rank gets the same.
#pragma once

#include <cstdint>
#include <vector>

#include "cluster/kmeans/start.hpp"
#include "shoal/lloyd.hpp"

namespace shoal::kmeans {

/// The first centroids of each start, k x d, or fewer rows when fewer rows are distinct. A function of the task alone;
/// the device has all the tasks at once.
std::vector<Matrix<double>> seed_centroids(const Context& context, std::span<const StartTask> tasks);

/// run_plus_plus(), and where the masses of what is left have vanished at the scale of the whole data, again at
/// the scale of what is left, until every run has its k or every row lies on one of those taken. The runs are of
/// `problem`. O(n (given + rows) d) for every change of scale.
void seed_runs(const Context& context, const Problem& problem, std::span<SeedRun> runs);

/// Greedy k-means++ as seed_runs() does it, from a first row drawn by weight, then fill_with_farthest().
/// Returns at most k row numbers.
std::vector<std::int64_t> plus_plus(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed);

/// The state of that run before its first step.
SeedRun plus_plus_run(const Problem& problem, std::int64_t k, std::uint64_t seed);

/// k-means|| (Bahmani et al. 2012): five rounds of 2 k draws by squared distance, then k-means++ on what was drawn,
/// each candidate weighing what is nearest to it. Returns at most k row numbers.
std::vector<std::int64_t> scalable(const Context& context, const Problem& problem, std::int64_t k, std::uint64_t seed);

/// Up to k distinct row numbers with a weight above 0, every choice equally likely. O(n) time with weights, O(k)
/// without.
std::vector<std::int64_t> random_rows(const Problem& problem, std::int64_t k, std::uint64_t seed);

/// One row, drawn by weight. O(n) with weights.
std::int64_t first_row(const Problem& problem, std::uint64_t seed);

/// Adds rows to `rows` (not empty) until there are k, each time the row farthest from all taken ones, ties to the
/// lowest row, as long as a row with a weight differs from all of them. Needed when all quantised squared distances are
/// 0: the rows left are duplicates, or differ by less than the resolution of the inertia. O(n d) a row.
void fill_with_farthest(const Context& context, const Problem& problem, std::int64_t k,
                        std::vector<std::int64_t>& rows);

}  // namespace shoal::kmeans

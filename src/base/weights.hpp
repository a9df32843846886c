// Weights of rows. A row of weight 3 counts as three rows, one of weight 0 as none.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace shoal {

/// Error{data} for the first weight that is negative or not finite; `first_row` is the number of the first row, for the
/// message.
void require_weights(std::span<const double> weights, std::int64_t first_row = 0);
/// Error{usage} unless there is one a row, or none at all.
void require_one_a_row(std::span<const double> weights, std::int64_t rows);
/// Error{data} that there is no weight above 0.
[[noreturn]] void throw_no_weight();
/// Both, of all weights there are; no weights at all are fine.
void require_some_weight(std::span<const double> weights);

/// Whether the weights say how often each row is there: whole numbers, with a sum of at most 2^53. There is no such thing
/// as half a row among the rows of a median, of a silhouette, or of a degree of freedom.
bool are_counts(std::span<const double> weights);

/// The exponent of the power of two that the weights are divided by so that the largest is about 1 and sums of them stay
/// finite; 0 for counts, whose sums do.
int exponent_of(std::span<const double> weights);

/// Rows there are: `rows`, or the sum of weights that are counts.
std::int64_t counted_rows(std::span<const double> weights, std::int64_t rows);

/// `draws` numbers of rows, ascending: row i as often as points of an even grid over the sum of the weights fall into its
/// share, which is the whole number below or above draws w_i / sum (systematic sampling: Madow 1949). Counts whose sum
/// is `draws` give each row as often as its weight says. O(rows + draws).
std::vector<std::int64_t> spread_draws(std::span<const double> weights, std::int64_t draws);

}  // namespace shoal

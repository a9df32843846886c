// Statistics of one column, correctly rounded as far as double goes and the same on every machine.
#pragma once

#include <span>
#include <vector>

namespace shoal::detail {

// A value of weight 3 counts as three, one of weight 0 as none: sums of products with whole weights round as those of
// repeated values do. Without weights each counts once.

/// Arithmetic mean of at least one value that counts; exactly the value when all are equal. O(n).
double mean_of(std::span<const double> values, std::span<const double> weights = {});

/// Population standard deviation about `mean`; 0 when all values are equal. Does not overflow or vanish where the result
/// does not. O(n).
double deviation_of(std::span<const double> values, double mean, std::span<const double> weights = {});

/// Quantile q in [0, 1] of ascending values, linear between neighbours with the formula of numpy.quantile. O(1).
double quantile_of_sorted(std::span<const double> ascending, double q);

/// The same of values that are repeated; `ends` are the running sums of how often each is there, whole numbers of at most
/// 2^53. O(log n).
double quantile_of_counted(std::span<const double> ascending, std::span<const double> ends, double q);

/// How far numbers near `magnitude` may lie apart and still differ by the rounding of sums alone: 64 epsilon |magnitude|
/// of the type that they come in. A sum of m such numbers is off by at most (m - 1) / 2 epsilons, and by about
/// sqrt(m) / 4 as a rule; so two sums of up to 65 parts never differ by more, and of thousands hardly ever. A column
/// that measures something in so few steps holds no more than 64 different values.
double rounding_of_sums(double magnitude, double epsilon);

}  // namespace shoal::detail

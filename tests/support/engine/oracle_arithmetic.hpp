// The arithmetic of the oracle, written without one_answer.hpp's functions.
#pragma once

#include <cmath>
#include <cstdint>

#include "shoal/matrix.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::test {

/// Chain in float for float data of at most 16 columns, in double otherwise.
double oracle_sq_distance(const float* x, const double* centroid, std::int64_t d);
double oracle_sq_distance(const double* x, const double* centroid, std::int64_t d);

/// value * 2^exponent to the nearest whole number, ties to even, by shifting the whole-number significand of `value`.
Int128 oracle_round_scaled(double value, int exponent);

/// Quantised weight * sq at 2^exponent, capped at 2^52; an infinite distance counts as the cap unless it weighs 0.
Int128 oracle_quantised_sq(double sq, double weight, int exponent);

}  // namespace shoal::test

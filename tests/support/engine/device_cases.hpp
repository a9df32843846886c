// The cases that every Device operation is tried on: one list for all devices.
#pragma once

#include <string>
#include <vector>

#include "shoal/device.hpp"

namespace shoal::test {

/// What the values look like.
enum class Pattern : std::uint8_t {
  uniform,     ///< in [-1, 1)
  grid,        ///< 0, 1 or 2: duplicates, and rows at exactly equal distances from centroids
  equal,       ///< every row the same
  constant,    ///< every second column constant
  scales,      ///< columns from 1e-30 to 1e30: float distances overflow and vanish
  denormals,   ///< a few steps above zero
  huge,        ///< up to 0.3 of the largest finite value: squared differences overflow
  offset,      ///< a small spread far from zero
  near_ties,   ///< centroids one rounding step apart, rows around them
  twins,       ///< every centroid twice
  far_weights  ///< uniform, weights from 1e-200 to 1e200
};

struct Case {
  std::int64_t n, d, k;
  Scalar scalar;
  bool weighted;
  Pattern pattern;

  std::string name() const;
};

/// A case with its numbers, the same on every machine.
struct Problem {
  Matrix<float> narrow;  ///< the points of an f32 case
  Matrix<double> wide;   ///< the points of an f64 case
  std::vector<double> weights;
  Matrix<double> centroids;          ///< k x d, representable in the points' scalar type
  Matrix<double> others;             ///< a second set
  std::vector<std::int32_t> labels;  ///< in [0, k), some -1

  HostView view() const;
};

Problem make_problem(const Case& which);

/// All d with some k; all n around powers of two with some d; all patterns.
std::vector<Case> all_cases();
/// Those small enough for passes over pairs of rows, without the double data whose squares leave the range of double.
std::vector<Case> pair_cases();
/// Enough rows for several threads.
std::vector<Case> long_cases();

}  // namespace shoal::test

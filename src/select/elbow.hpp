// Where the inertia curve bends, and how sharply.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace shoal::select {

struct Elbow {
  std::int64_t k = 0;
  double before = 0.0;  ///< share of the inertia that a doubling of k takes away up to the elbow, on average
  double after = 0.0;   ///< the same beyond it
};

/// The knee of a falling curve: the k furthest below the chord after both axes are brought to [0, 1] (kneedle, Satopaa
/// et al. 2011), both logarithmic: data without groups then give a straight line. Nothing when the curve has fewer than
/// three points or bends too little to tell it from such data. `k` ascends, best from 1.
std::optional<Elbow> locate_elbow(const std::vector<std::int64_t>& k, const std::vector<double>& inertia);

/// To six decimals: real-valued indices agree across devices to that, so choices made from rounded ones agree too.
double rounded(double value);

}  // namespace shoal::select

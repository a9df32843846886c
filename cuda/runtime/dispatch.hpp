// Run-time values become template arguments.
#pragma once

#include <cstdint>
#include <utility>

#include "shoal/one_answer.hpp"

namespace shoal::cuda {

/// Calls f.template operator()<D>() with D = cols, for 1 <= cols <= k_max_float_chain_cols.
template <class F>
void with_cols(std::int64_t cols, const F& f) {
  [&]<int... I>(std::integer_sequence<int, I...>) { ((cols == I + 1 ? f.template operator()<I + 1>() : void()), ...); }
  (std::make_integer_sequence<int, k_max_float_chain_cols>());
}

/// The type in which canonical distances of points of type X are added up: float for narrow float points, otherwise
/// double.
template <class X, bool Narrow>
struct ChainOf {
  using Type = double;
};
template <>
struct ChainOf<float, true> {
  using Type = float;
};

/// Calls f.template operator()<X, A>(): X is the type of the points, A that of their canonical chain.
template <class Points, class F>
void with_chain(const Points& points, const F& f) {
  if (points.host().index() == 1) {
    f.template operator()<double, double>();
  } else if (points.narrow()) {
    f.template operator()<float, float>();
  } else {
    f.template operator()<float, double>();
  }
}

}  // namespace shoal::cuda

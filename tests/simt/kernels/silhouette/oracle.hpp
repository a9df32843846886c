// The silhouette's sums by their definition, in long double.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "shoal/matrix.hpp"

namespace shoal::test {

struct Means {
  explicit Means(std::size_t n) : own(n, -7), nearest(n, -7) {}
  bool operator==(const Means&) const = default;

  std::vector<double> own, nearest;
};

template <class X>
long double distance(MatrixView<const X> x, std::int64_t a, std::int64_t b) {
  long double sq = 0;
  for (std::int64_t j = 0; j < x.cols; ++j) {
    const long double t = static_cast<long double>(x(a, j)) - static_cast<long double>(x(b, j));
    sq += t * t;
  }
  return std::sqrt(sq);
}

/// Means of the row to all clusters, its own without itself.
template <class X>
void oracle_row(MatrixView<const X> x, std::span<const std::int32_t> labels, std::int64_t k, std::int64_t row,
                Means& means) {
  const auto at = static_cast<std::size_t>(row);
  means.own[at] = means.nearest[at] = 0;
  if (labels[at] < 0) return;
  std::vector<long double> sums(static_cast<std::size_t>(k)), sizes(static_cast<std::size_t>(k));
  for (std::int64_t other = 0; other < x.rows; ++other) {
    const std::int32_t label = labels[static_cast<std::size_t>(other)];
    if (label < 0 || other == row) continue;
    sums[static_cast<std::size_t>(label)] += distance(x, row, other);
    sizes[static_cast<std::size_t>(label)] += 1;
  }
  long double nearest = std::numeric_limits<long double>::infinity();
  for (std::size_t c = 0; c < sums.size(); ++c) {
    if (sizes[c] == 0) continue;
    if (c == static_cast<std::size_t>(labels[at])) {
      means.own[at] = static_cast<double>(sums[c] / sizes[c]);
    } else {
      nearest = std::min(nearest, sums[c] / sizes[c]);
    }
  }
  if (std::isfinite(nearest)) means.nearest[at] = static_cast<double>(nearest);
}

template <class X>
Means oracle_means(MatrixView<const X> x, std::span<const std::int32_t> labels, std::int64_t k) {
  Means means(static_cast<std::size_t>(x.rows));
  for (std::int64_t row = 0; row < x.rows; ++row) oracle_row(x, labels, k, row, means);
  return means;
}

}  // namespace shoal::test

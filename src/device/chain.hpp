// For the definitions of passes: points in their own type.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <variant>

#include "shoal/matrix.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/points.hpp"

namespace shoal::detail {

/// Calls body(view, centroids) with the centroids in the type of the points.
template <class Body>
void with_centroids(const Points& x, MatrixView<const double> centroids, const Body& body) {
  std::visit(
      [&](const auto& view) {
        using T = std::remove_const_t<std::remove_pointer_t<decltype(view.data)>>;
        Matrix<T> own(centroids.rows, view.cols);
        std::transform(centroids.data, centroids.data + centroids.size(), own.values().begin(),
                       [](double value) { return static_cast<T>(value); });
        body(view, own);
      },
      x.host());
}

/// The two nearest centroids; of equal ones the lowest is the nearest.
struct TwoNearest {
  std::int32_t label = 0;
  double sq = std::numeric_limits<double>::infinity();
  double second = std::numeric_limits<double>::infinity();
};

template <class T>
TwoNearest two_nearest(const T* row, const Matrix<T>& centroids) {
  TwoNearest best;
  for (std::int64_t c = 0; c < centroids.rows(); ++c) {
    const double sq = sq_distance(row, centroids.row(c), centroids.cols());
    if (sq < best.sq) {
      best = {static_cast<std::int32_t>(c), sq, best.sq};
    } else {
      best.second = std::min(best.second, sq);
    }
  }
  return best;
}

}  // namespace shoal::detail

// Rows of the host matrix behind Points.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// The weight of a row: 1 without weights.
inline double weight_of(const Problem& problem, std::int64_t row) {
  return problem.weights.empty() ? 1.0 : problem.weights[static_cast<std::size_t>(row)];
}

/// A few points made from others: copied and made resident.
class Subset {
 public:
  Subset(const Context& context, const Points& from, std::span<const std::int64_t> rows);
  /// Values that are exact in the scalar type.
  Subset(const Context& context, Scalar scalar, const Matrix<double>& values);
  const Points& points() const { return *points_; }

 private:
  std::variant<Matrix<float>, Matrix<double>> values_;
  std::unique_ptr<Points> points_;
};

}  // namespace shoal::kmeans

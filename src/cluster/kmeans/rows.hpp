// Rows for the few points that are made of others.
#pragma once

#include <cstdint>
#include <memory>
#include <variant>

#include "cluster/kmeans/start.hpp"

namespace shoal::kmeans {

/// The weight of a local row: 1 without weights.
inline double weight_of(const Problem& problem, std::int64_t row) {
  return problem.weights.empty() ? 1.0 : problem.weights[static_cast<std::size_t>(row)];
}

/// A few points made resident. Their values are exact in the scalar type. Every rank has all of them for itself.
class Subset {
 public:
  Subset(const Context& context, Scalar scalar, const Matrix<double>& values);
  const Points& points() const { return *points_; }

 private:
  std::variant<Matrix<float>, Matrix<double>> values_;
  std::unique_ptr<Points> points_;
};

}  // namespace shoal::kmeans

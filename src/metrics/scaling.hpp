// Points times a power of two, where their squares would leave the range of their type.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <variant>

#include "shoal/context.hpp"
#include "shoal/matrix.hpp"

namespace shoal::metrics {

/// The exponent e with 2^(e-1) <= the largest magnitude < 2^e; 0 for zeros alone.
inline int largest_exponent(const ColumnStats& stats) {
  double largest = 0.0;
  for (const double column : stats.weighted_abs_max) largest = std::max(largest, column);
  int exponent = 0;
  if (largest > 0.0) std::frexp(largest, &exponent);
  return exponent;
}

/// The points times 2^exponent, resident: each value exact, unless it is so much smaller than the largest that it
/// becomes subnormal.
class ScaledPoints {
 public:
  ScaledPoints(Context& context, const Points& from, int exponent) {
    std::visit(
        [&](auto view) {
          auto& values = values_.emplace<Matrix<std::remove_cvref_t<decltype(*view.data)>>>(view.rows, view.cols);
          std::transform(view.data, view.data + view.size(), values.values().begin(),
                         [&](auto value) { return std::ldexp(value, exponent); });
          points_ = context.device.upload(context.threads, HostView(std::as_const(values).view()));
        },
        from.host());
  }
  const Points& points() const { return *points_; }

 private:
  std::variant<Matrix<float>, Matrix<double>> values_;
  std::unique_ptr<Points> points_;
};

}  // namespace shoal::metrics

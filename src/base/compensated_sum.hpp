// A sum whose error does not grow with the number of its parts.
#pragma once

#include <cmath>

namespace shoal {

/// Keeps what each addition loses (Neumaier 1974). Only the order of the parts decides the bits.
class CompensatedSum {
 public:
  void add(double value) {
    const double next = sum_ + value;
    lost_ += std::abs(sum_) >= std::abs(value) ? (sum_ - next) + value : (value - next) + sum_;
    sum_ = next;
  }
  /// weight * value, with what its rounding loses: three times a value is what three additions of it give.
  void add(double value, double weight) {
    const double product = weight * value;
    add(product);
    lost_ += std::fma(weight, value, -product);
  }
  double value() const { return sum_ + lost_; }

 private:
  double sum_ = 0.0, lost_ = 0.0;
};

}  // namespace shoal

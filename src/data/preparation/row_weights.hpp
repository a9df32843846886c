// Weights of the rows that a preparation is fitted on.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/at.hpp"
#include "base/weights.hpp"

namespace shoal::detail {

/// Only the ratios matter to means and deviations, so weights that are no counts are kept times a power of two that makes
/// the largest about 1: sums of products stay in range.
class RowWeights {
 public:
  /// One a row, or none: then each row counts once. Error{data} for a weight that cannot be, or none above 0.
  explicit RowWeights(std::span<const double> weights) : weights_(weights.begin(), weights.end()) {
    require_some_weight(weights);
    counts_ = are_counts(weights_);
    if (counts_) return;
    const int exponent = exponent_of(weights_);
    for (double& weight : weights_) weight = std::ldexp(weight, -exponent);
  }

  /// n, or empty.
  std::span<const double> values() const { return weights_; }
  /// Whether they say how often each row is there (are_counts()).
  bool are_counts_or_none() const { return counts_; }
  double of(std::int64_t row) const { return weights_.empty() ? 1.0 : weights_[at(row)]; }

  /// Those of these rows.
  void keep(std::span<const std::int64_t> rows) {
    if (weights_.empty()) return;
    std::vector<double> kept;
    kept.reserve(rows.size());
    for (const std::int64_t row : rows) kept.push_back(weights_[at(row)]);
    weights_ = std::move(kept);
  }
  /// Whether a row counts at all.
  bool any() const {
    return weights_.empty() || std::ranges::any_of(weights_, [](double weight) { return weight > 0.0; });
  }

 private:
  std::vector<double> weights_;
  bool counts_ = true;
};

}  // namespace shoal::detail

// The customers that are in a segment: who is where, and where a value stands among all of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "segments/feature_columns.hpp"
#include "shoal/features.hpp"

namespace shoal::detail {

/// Middle of the values (mean of the two middle ones for an even count); NaN for none. Reorders them. O(n).
double median_in_place(std::vector<double>& values);

/// The customers with a label of at least 0, and their features column by column.
class Population {
 public:
  /// Error{internal} when labels and table do not belong together.
  Population(const CustomerFeatures& customers, const std::vector<std::int32_t>& labels, std::int64_t k);

  std::size_t segments() const { return members_.size(); }
  std::int64_t size() const { return size_; }
  /// Rows of the feature table, ascending.
  const std::vector<std::int64_t>& members(std::size_t segment) const { return members_[segment]; }
  std::int32_t label(std::int64_t row) const { return labels_[static_cast<std::size_t>(row)]; }
  /// NaN where the customer lacks the feature.
  double value(std::int64_t row, std::size_t column) const {
    if (column == gaps_away) return gaps_away_[static_cast<std::size_t>(row)];
    return table_.value(row, static_cast<std::int64_t>(column));
  }

  /// Of the customers who have the feature; NaN where nobody does.
  double median(std::size_t column) const { return medians_[column]; }
  /// The shop's rhythm in days; NaN where nobody ordered on two days.
  double rhythm() const { return rhythm_; }
  /// Of the members of a segment who have the feature; NaN where none does. O(members).
  double median_of(std::size_t segment, std::size_t column) const;
  /// Whether some customer lacks the feature.
  bool has_gaps(std::size_t column) const { return std::ssize(sorted_[column]) < size_; }
  /// Whether the values differ by no more than sums are off by rounding.
  bool is_constant(std::size_t column) const;
  /// Share of the customers who have the feature below the value, those equal to it counted half. O(log n).
  double rank(std::size_t column, double value) const;
  /// The values of a column that are there, ascending.
  const std::vector<double>& sorted(std::size_t column) const { return sorted_[column]; }

 private:
  const FeatureTable& table_;
  const std::vector<std::int32_t>& labels_;
  std::vector<std::vector<std::int64_t>> members_;
  std::int64_t size_ = 0;
  double rhythm_;
  std::vector<double> gaps_away_;
  std::array<std::vector<double>, k_columns> sorted_;
  std::array<double, k_columns> medians_{};
};

}  // namespace shoal::detail

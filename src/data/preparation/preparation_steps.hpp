// The steps of a preparation, one at a time, on some columns of a matrix.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/at.hpp"
#include "data/preparation/row_weights.hpp"
#include "shoal/preparation.hpp"

namespace shoal::detail {

/// One row of the table of steps.
struct StepInfo {
  StepKind kind;
  std::string_view name, other_spelling;  ///< other_spelling may be empty
  bool has_parameter = false;
  double default_parameter = 0.0;
  double above = 0.0, below = 0.0;  ///< the parameter lies strictly between, or equals `above` where that is allowed
  bool may_equal_above = false;
  int fitted_numbers = 0;  ///< a column: 0, 1 (first) or 2 (first and second)
};

std::span<const StepInfo> step_table();
const StepInfo& step_info(StepKind kind);
/// "winsorise:0.01@a+b".
std::string step_text(const PreparationStep& step);

/// Places of the step's columns among `columns`, all of them if it names none; `columns.size()` for a name that is not
/// there.
std::vector<std::int64_t> step_columns(const PreparationStep& step, const std::vector<std::string>& columns);

/// The values being prepared, and where they came from.
struct StepValues {
  Matrix<double>& values;
  double epsilon;                      ///< of the type that they came in
  const TableNames& about;             ///< the table's, for messages
  std::span<const std::string> names;  ///< of the columns of `values`
  std::int64_t first_row = 0;          ///< row of the table of the first row
  /// Row of the table of each row where they do not follow each other; else empty.
  std::span<const std::int64_t> source_rows{};
  const RowWeights* weights = nullptr;  ///< for a fit: of the rows; no row is left out for a weight of 0

  std::int64_t source_row(std::int64_t row) const {
    return source_rows.empty() ? first_row + row : source_rows[at(row)];
  }
};

template <class T>
inline constexpr double k_epsilon = static_cast<double>(std::numeric_limits<T>::epsilon());

/// Whether the step takes quantiles, for which weights must be counts.
bool takes_quantiles(StepKind kind);

/// Fits `step` on the columns, sets its numbers. A row counts as often as its weight says. A column whose values lie no
/// farther apart than rounding_of_sums() is constant to every step that scales or drops; returns the places (in `columns`) of those that are not exactly so.
/// Error{data} for numbers beyond the range of double. O(n log n) at most.
std::vector<std::size_t> fit_step(PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at);

/// Applies a fitted step; drop steps do nothing. Error{data} names row and column of a value that it cannot take.
void apply_step(const PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at);

/// The rows (of `values`) that a fitted drop step keeps, ascending.
std::vector<std::int64_t> kept_rows(const PreparationStep& step, std::span<const std::int64_t> columns,
                                    const Matrix<double>& values);

/// Error{data} with row and column for the first value that is not finite; `what` says where it arose.
void require_finite(std::span<const std::int64_t> columns, const StepValues& at, const std::string& what);

}  // namespace shoal::detail

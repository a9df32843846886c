// The steps of a preparation, one at a time, on some columns of a matrix.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  std::span<const std::int64_t> source_rows;  ///< row of the table of each row
  const FeatureTable& table;                  ///< for messages
  std::span<const std::string> names;         ///< of the columns of `values`
};

/// Fits `step` on the columns, sets its numbers. Error{data} for numbers beyond the range of double. O(n log n) at most.
void fit_step(PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at);

/// Applies a fitted step; drop steps do nothing. Error{data} names row and column of a value that it cannot take.
void apply_step(const PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at);

/// The rows (of `values`) that a fitted drop step keeps, ascending.
std::vector<std::int64_t> kept_rows(const PreparationStep& step, std::span<const std::int64_t> columns,
                                    const Matrix<double>& values);

/// Error{data} with row and column for the first value that is not finite; `what` says where it arose.
void require_finite(std::span<const std::int64_t> columns, const StepValues& at, const std::string& what);

}  // namespace shoal::detail

// The preparation pipeline: fitted once, stored in the model, applied to new data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/table.hpp"

namespace shoal {

namespace detail {
class RowWeights;
}

enum class StepKind : std::uint8_t {
  log1p,        ///< ln(1 + x); x > -1
  winsorise,    ///< clip to the quantiles [p, 1 - p] (linear interpolation)
  drop_z,       ///< leave out rows with any |z| > threshold (fit only; population standard deviation)
  drop_iqr,     ///< leave out rows outside [Q1 - t IQR, Q3 + t IQR] in any column (fit only)
  standardise,  ///< (x - mean) / population standard deviation; a constant column becomes 0
  min_max,      ///< (x - min) / (max - min); a constant column becomes 0
  robust,       ///< (x - median) / IQR; an IQR of 0, or that rounding alone makes, becomes 1
  unit_length,  ///< each row divided by its Euclidean length; a zero row is Error{data}
  impute,       ///< NaN becomes the column's median
};

struct PreparationStep {
  StepKind kind = StepKind::standardise;
  double parameter = 0.0;         ///< p of winsorise, threshold of drop_z and drop_iqr
  std::vector<std::string> only;  ///< columns it applies to; empty: all
  std::vector<double> first,
      second;  ///< fitted, one per column: mean and deviation, low and high, ... ; empty before fit
};

/// An ordered list of steps.
class Preparation {
 public:
  Preparation() = default;
  /// From text: steps by comma, "log1p,standardise", "winsorise:0.01,min-max", "drop-z:3,standardise",
  /// "drop-iqr:1.5@Frequency+TotalSpend,standardise"; "none" or "" is no step. Error{usage} lists the steps and
  /// suggests the nearest.
  static Preparation parse(std::string_view text);
  /// Back to text, without the fitted numbers.
  std::string text() const;

  /// Fits every step in order on the table; `kept` receives the rows that no drop step removed (ascending).
  /// Returns the prepared rows. Error{data} with row and column for a value that a step cannot take.
  /// `weights`: n values >= 0, not all 0, or empty. A row of weight 3 counts as three rows in all that is fitted, one of
  /// weight 0 as none; both are prepared. Steps that take quantiles (winsorise, drop_iqr, robust, impute) need whole
  /// weights: Error{data} for others.
  /// Example:
  ///     Preparation preparation = Preparation::parse("log1p,standardise");
  ///     std::vector<std::int64_t> kept;
  ///     Matrix<double> prepared = preparation.fit(table, kept);
  Matrix<double> fit(const FeatureTable& table, std::vector<std::int64_t>& kept, std::span<const double> weights = {});
  /// The same in the memory of the values, and in their precision: floats give to_float() of what the doubles would give.
  /// Steps by column need one column of doubles more. `about` names rows and columns.
  RealMatrix fit(RealMatrix values, const TableNames& about, std::vector<std::int64_t>& kept,
                 std::span<const double> weights = {});
  /// Applies the fitted steps to a table with the same columns (by name, any order, extra ones ignored); drop steps do
  /// nothing.
  Matrix<double> apply(const FeatureTable& table) const;
  /// The same to rows of the fitted columns, in their order and in place. The first is row `first_row` of what `about`
  /// names. Any number of threads may call it at the same time.
  void apply_in_place(Matrix<double>& rows, const TableNames& about, std::int64_t first_row = 0) const;

  /// Whether one of the steps is of that kind.
  bool has(StepKind kind) const;

  const std::vector<std::string>& columns() const { return columns_; }
  const std::vector<PreparationStep>& steps() const { return steps_; }
  bool fitted() const { return !columns_.empty(); }
  /// After a fit: the columns that differed from a constant only by the rounding of sums where a step scales or drops,
  /// and were taken as constant. They carry nothing. Not stored with a model.
  const std::vector<std::string>& constant_to_rounding() const { return rounded_; }
  /// For loading: the fitted columns and steps as they were saved.
  static Preparation restore(std::vector<std::string> columns, std::vector<PreparationStep> steps);

 private:
  detail::RowWeights begin_fit(const TableNames& about, std::int64_t rows, std::span<const double> weights);
  Matrix<double> fit_doubles(Matrix<double> values, double epsilon, const TableNames& about, detail::RowWeights weights,
                             std::vector<std::int64_t>& kept);
  Matrix<float> fit_floats(Matrix<float> values, const TableNames& about, const detail::RowWeights& weights,
                           std::vector<std::int64_t>& kept);
  void fit_column(const Matrix<float>& table, std::int64_t column, const TableNames& about,
                  const detail::RowWeights& weights);

  void note_rounded(std::span<const std::size_t> places, std::span<const std::int64_t> columns);

  std::vector<std::string> columns_, rounded_;
  std::vector<PreparationStep> steps_;
  std::vector<std::vector<std::int64_t>> step_columns_;  ///< of each step, places among columns_
};

/// Whether a preparation's text() names a step of that kind; text that is none names none.
bool names_step(std::string_view text, StepKind kind);

/// Nearest float of every value. Error{data} names row (the first is `first_row`, from 0) and column of a value beyond
/// the range of float.
Matrix<float> to_float(const Matrix<double>& values, std::int64_t first_row = 0);
/// The same into a matrix, in the memory that it has where that suffices.
void to_float(const Matrix<double>& values, Matrix<float>& out, std::int64_t first_row = 0);

/// Why single precision is too short for these columns, in words that go on from "it ..."; empty where it is not. It is
/// where the largest magnitude lies outside of 2^-36 .. 2^59 (at most 16 columns: distances are then squared in float;
/// wider data: beyond the range of float), or where in a sample of 1,001 evenly spaced values of a column
///   more than 1 in 16 neighbouring values become equal that differ by more than the rounding of sums in double, or
///   the 90th percentile of the rounding errors is above 2^-12 of the column's spread: the distance between its
///   quartiles, or its standard deviation where those are equal.
/// O(n d).
std::string lost_in_single(const Matrix<double>& values, const std::vector<std::string>& names);

/// Rows of a train and a test part: a row is in the training part when its random number (seed, row) is below `share`.
struct Split {
  std::vector<std::int64_t> train, test;
};
Split split_rows(std::int64_t rows, double share, std::uint64_t seed);

}  // namespace shoal

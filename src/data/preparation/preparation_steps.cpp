#include "data/preparation/preparation_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/name_index.hpp"
#include "data/preparation/column_statistics.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {
namespace {

std::string place(const StepValues& at, std::int64_t row, std::int64_t column) {
  const std::int64_t source = at.source_row(row);
  std::string text = "row " + grouped(source + 1);
  if (!at.about.ids.empty()) {
    text += " (" + at.about.id_name + " " + at.about.ids[static_cast<std::size_t>(source)] + ")";
  }
  return text + ", column " + at.names[static_cast<std::size_t>(column)];
}

std::vector<double> column_values(const Matrix<double>& values, std::int64_t column) {
  std::vector<double> out(static_cast<std::size_t>(values.rows()));
  for (std::int64_t i = 0; i < values.rows(); ++i) out[static_cast<std::size_t>(i)] = values(i, column);
  return out;
}

/// The values of a column that are there and count, ascending.
struct SortedColumn {
  std::vector<double> values;
  std::vector<double> ends;  ///< where there are weights: how many rows have this value or one before it

  double quantile(double q) const {
    return ends.empty() ? quantile_of_sorted(values, q) : quantile_of_counted(values, ends, q);
  }
};

SortedColumn sorted_values(const StepValues& at, std::int64_t column) {
  const RowWeights& weights = *at.weights;
  SortedColumn out;
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    if (weights.of(i) == 0.0 || std::isnan(at.values(i, column))) continue;
    out.values.push_back(at.values(i, column));
    if (!weights.values().empty()) rows.push_back(i);
  }
  if (weights.values().empty()) {
    std::ranges::sort(out.values);
    return out;
  }
  std::ranges::sort(rows, {}, [&](std::int64_t row) { return at.values(row, column); });
  double end = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.values[i] = at.values(rows[i], column);
    out.ends.push_back(end += weights.of(rows[i]));
  }
  return out;
}

struct Pair {
  double first, second;
};

/// The least and the largest value of a column among the rows that count, NaN left out.
Pair box_of(const StepValues& at, std::int64_t column) {
  Pair box{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    if (at.weights->of(i) == 0.0) continue;
    const double value = at.values(i, column);
    if (value < box.first) box.first = value;
    if (value > box.second) box.second = value;
  }
  return box;
}

double magnitude(const Pair& range) { return std::max(std::abs(range.first), std::abs(range.second)); }

bool equal_to_rounding(const Pair& range, double epsilon) {
  return range.second - range.first <= rounding_of_sums(magnitude(range), epsilon);
}

/// What makes a column constant to a step that scales or drops: every value becomes 0, and none is left out.
Pair fit_constant(StepKind kind, const Pair& box) {
  const double middle = box.first + 0.5 * (box.second - box.first);
  switch (kind) {
    case StepKind::min_max:
      return {middle, middle};
    case StepKind::drop_iqr:
      return box;
    default:
      return {middle, 0.0};
  }
}

Pair fit_mean(const StepValues& at, std::int64_t column) {
  const auto x = column_values(at.values, column);
  const double mean = mean_of(x, at.weights->values());
  return {mean, deviation_of(x, mean, at.weights->values())};
}

Pair fit_order(const PreparationStep& step, const SortedColumn& sorted, double epsilon) {
  const auto quantile = [&](double q) { return sorted.quantile(q); };
  switch (step.kind) {
    case StepKind::winsorise:
      return {quantile(step.parameter), quantile(1.0 - step.parameter)};
    case StepKind::min_max:
      return {sorted.values.front(), sorted.values.back()};
    case StepKind::impute:
      return {quantile(0.5), 0.0};
    default:
      break;
  }
  const Pair quartiles{quantile(0.25), quantile(0.75)};
  const double range = quartiles.second - quartiles.first;
  const bool narrow = equal_to_rounding(quartiles, epsilon);
  if (step.kind == StepKind::robust) return {quantile(0.5), narrow ? 1.0 : range};
  // Quartiles that differ by rounding alone must not cast out rows that differ from them by no more.
  const double room = narrow ? rounding_of_sums(magnitude(quartiles), epsilon) : step.parameter * range;
  return {quartiles.first - room, quartiles.second + room};
}

bool scales_or_drops(StepKind kind) {
  return kind == StepKind::standardise || kind == StepKind::min_max || kind == StepKind::robust ||
         kind == StepKind::drop_z || kind == StepKind::drop_iqr;
}

// A spread of 0 means a constant column, which becomes 0.
double scaled(double value, double centre, double spread) { return spread == 0.0 ? 0.0 : (value - centre) / spread; }

double apply_to_value(const PreparationStep& step, std::size_t place, double x) {
  const double first = step.first.empty() ? 0.0 : step.first[place];
  const double second = step.second.empty() ? 0.0 : step.second[place];
  switch (step.kind) {
    case StepKind::log1p:
      return std::log1p(x);
    case StepKind::winsorise:
      return std::clamp(x, first, second);
    case StepKind::standardise:
    case StepKind::robust:
      return scaled(x, first, second);
    case StepKind::min_max:
      return scaled(x, first, second - first);
    case StepKind::impute:
      return std::isnan(x) ? first : x;
    default:
      return x;
  }
}

void apply_unit_length(std::span<const std::int64_t> columns, const StepValues& at) {
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    double* row = at.values.row(i);
    double largest = 0.0, sq_length = 0.0;
    for (const auto j : columns) largest = std::max(largest, std::abs(row[j]));
    if (largest == 0.0) {
      throw Error(ErrorCode::data, "a row of zeros has no direction, so it cannot be brought to length 1",
                  "leave such rows out, or leave unit-length out of the preparation",
                  "row " + grouped(at.source_row(i) + 1));
    }
    // By a power of two, so that no square overflows or vanishes.
    int exponent = 0;
    std::frexp(largest, &exponent);
    for (const auto j : columns) {
      const double x = std::ldexp(row[j], -exponent);
      sq_length = std::fma(x, x, sq_length);
    }
    for (const auto j : columns) row[j] = std::ldexp(row[j], -exponent) / std::sqrt(sq_length);
  }
}

void require_above_minus_one(std::span<const std::int64_t> columns, const StepValues& at) {
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    for (const auto j : columns) {
      if (at.values(i, j) > -1.0) continue;
      throw Error(ErrorCode::data, "log1p needs values above -1",
                  "leave log1p out for this column (log1p@other+columns)", place(at, i, j),
                  fmt::format("{}", at.values(i, j)));
    }
  }
}

Pair fit_spread(const PreparationStep& step, std::int64_t column, const StepValues& at) {
  if (step.kind == StepKind::standardise || step.kind == StepKind::drop_z) return fit_mean(at, column);
  const SortedColumn sorted = sorted_values(at, column);
  if (sorted.values.empty()) {
    throw Error(ErrorCode::data, "impute needs at least one value in the column", "leave the column out",
                "column " + at.names[static_cast<std::size_t>(column)]);
  }
  return fit_order(step, sorted, at.epsilon);
}

bool keeps(const PreparationStep& step, std::size_t place, double x) {
  const double first = step.first[place], second = step.second[place];
  if (step.kind == StepKind::drop_z) return std::abs(scaled(x, first, second)) <= step.parameter;
  return x >= first && x <= second;
}

}  // namespace

std::vector<std::int64_t> step_columns(const PreparationStep& step, const std::vector<std::string>& columns) {
  std::vector<std::int64_t> places(step.only.empty() ? columns.size() : 0);
  std::iota(places.begin(), places.end(), 0);
  if (step.only.empty()) return places;
  const NameIndex index(columns);
  for (const auto& name : step.only) {
    const std::int64_t at = index.find(name);
    places.push_back(at < 0 ? std::ssize(columns) : at);
  }
  return places;
}

bool takes_quantiles(StepKind kind) {
  return kind == StepKind::winsorise || kind == StepKind::robust || kind == StepKind::drop_iqr ||
         kind == StepKind::impute;
}

void require_finite(std::span<const std::int64_t> columns, const StepValues& at, const std::string& what) {
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    for (const auto j : columns) {
      const double x = at.values(i, j);
      if (std::isfinite(x)) continue;
      throw Error(ErrorCode::data, "the value is not a finite number" + what,
                  std::isnan(x) ? "put impute first to fill gaps with the column's median, or drop such rows"
                                : "correct the value, or drop the row",
                  place(at, i, j), fmt::format("{}", x));
    }
  }
}

std::vector<std::size_t> fit_step(PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at) {
  step.first.clear();
  step.second.clear();
  std::vector<std::size_t> rounded;
  const int numbers = step_info(step.kind).fitted_numbers;
  if (numbers == 0) return rounded;
  for (std::size_t place = 0; place < columns.size(); ++place) {
    const Pair box = box_of(at, columns[place]);
    const bool constant = scales_or_drops(step.kind) && box.second > box.first && equal_to_rounding(box, at.epsilon);
    if (constant) rounded.push_back(place);
    const Pair fitted = constant ? fit_constant(step.kind, box) : fit_spread(step, columns[place], at);
    if (!std::isfinite(fitted.first) || !std::isfinite(fitted.second) || !std::isfinite(fitted.second - fitted.first)) {
      throw Error(ErrorCode::data, "the values are too large for " + std::string(step_info(step.kind).name),
                  "scale them down, or leave the column out",
                  "column " + at.names[static_cast<std::size_t>(columns[place])]);
    }
    step.first.push_back(fitted.first);
    if (numbers == 2) step.second.push_back(fitted.second);
  }
  return rounded;
}

void apply_step(const PreparationStep& step, std::span<const std::int64_t> columns, const StepValues& at) {
  if (step.kind == StepKind::drop_z || step.kind == StepKind::drop_iqr) return;
  if (step.kind == StepKind::unit_length) return apply_unit_length(columns, at);
  if (step.kind == StepKind::log1p) require_above_minus_one(columns, at);
  for (std::int64_t i = 0; i < at.values.rows(); ++i) {
    for (std::size_t place = 0; place < columns.size(); ++place) {
      double& x = at.values(i, columns[place]);
      x = apply_to_value(step, place, x);
    }
  }
}

std::vector<std::int64_t> kept_rows(const PreparationStep& step, std::span<const std::int64_t> columns,
                                    const Matrix<double>& values) {
  std::vector<std::int64_t> kept;
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    bool keep = true;
    for (std::size_t place = 0; keep && place < columns.size(); ++place) {
      keep = keeps(step, place, values(i, columns[place]));
    }
    if (keep) kept.push_back(i);
  }
  return kept;
}

}  // namespace shoal::detail

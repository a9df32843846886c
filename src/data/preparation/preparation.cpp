#include "shoal/preparation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/at.hpp"
#include "data/preparation/preparation_steps.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

std::vector<std::int64_t> every(std::int64_t count) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

void run_step(const PreparationStep& step, const std::vector<std::int64_t>& columns, const detail::StepValues& at) {
  detail::apply_step(step, columns, at);
  detail::require_finite(columns, at, " after " + detail::step_text(step));
}

// impute is there for gaps, every other step refuses them.
void require_input(const PreparationStep& step, const std::vector<std::int64_t>& columns,
                   const detail::StepValues& at) {
  if (step.kind != StepKind::impute) detail::require_finite(columns, at, "");
}

/// Places of each step's columns among `names`.
std::vector<std::vector<std::int64_t>> columns_of_steps(const std::vector<PreparationStep>& steps,
                                                        const std::vector<std::string>& names) {
  std::vector<std::vector<std::int64_t>> columns;
  for (const auto& step : steps) columns.push_back(detail::step_columns(step, names));
  return columns;
}

bool drops_rows(const PreparationStep& step) {
  return step.kind == StepKind::drop_z || step.kind == StepKind::drop_iqr;
}

template <class T>
Matrix<double> as_doubles(const Matrix<T>& values) {
  return {values.rows(), values.cols(), {values.values().begin(), values.values().end()}};
}

/// Error{data} for the first step whose fit needs whole numbers of rows.
void require_no_quantiles(const std::vector<PreparationStep>& steps, std::span<const double> weights) {
  const auto step = std::ranges::find_if(steps, detail::takes_quantiles, &PreparationStep::kind);
  if (step == steps.end()) return;
  const auto part = std::ranges::find_if(weights, [](double weight) { return weight != std::floor(weight); });
  throw Error(ErrorCode::data,
              detail::step_text(*step) + " takes quantiles, which count rows, and the weights are no numbers of rows",
              "take standardise or min-max, or give whole weights (1, 2, 3 ...) with a sum of at most 2^53",
              part == weights.end() ? "weights" : "weights, row " + grouped(part - weights.begin() + 1),
              part == weights.end() ? "" : fmt::format("{}", *part));
}

[[noreturn]] void throw_damaged(const std::string& what) {
  throw Error(ErrorCode::model, "the preparation is damaged: " + what, "fit the model again");
}

}  // namespace

Matrix<double> Preparation::fit(const FeatureTable& table, std::vector<std::int64_t>& kept,
                                std::span<const double> weights) {
  const detail::RowWeights own = begin_fit(table, table.rows(), weights);
  return std::visit(
      [&]<class T>(const Matrix<T>& values) {
        return fit_doubles(as_doubles(values), detail::k_epsilon<T>, table, own, kept);
      },
      table.values);
}

RealMatrix Preparation::fit(RealMatrix values, const TableNames& about, std::vector<std::int64_t>& kept,
                            std::span<const double> weights) {
  const std::int64_t rows = std::visit([](const auto& numbers) { return numbers.rows(); }, values);
  const detail::RowWeights own = begin_fit(about, rows, weights);
  if (auto* floats = std::get_if<Matrix<float>>(&values)) return fit_floats(std::move(*floats), about, own, kept);
  return fit_doubles(std::get<Matrix<double>>(std::move(values)), detail::k_epsilon<double>, about, own, kept);
}

void Preparation::note_rounded(std::span<const std::size_t> places, std::span<const std::int64_t> columns) {
  for (const std::size_t place : places) {
    const std::string& name = columns_[static_cast<std::size_t>(columns[place])];
    if (std::ranges::find(rounded_, name) == rounded_.end()) rounded_.push_back(name);
  }
}

detail::RowWeights Preparation::begin_fit(const TableNames& about, std::int64_t rows, std::span<const double> weights) {
  if (rows == 0 || about.names.empty()) {
    throw Error(ErrorCode::data, rows == 0 ? "there are no rows to prepare" : "there are no columns to prepare");
  }
  for (const auto& step : steps_) about.columns(step.only);
  require_one_a_row(weights, rows);
  const detail::RowWeights own(weights);
  if (!own.are_counts_or_none()) require_no_quantiles(steps_, weights);
  columns_ = about.names;
  step_columns_ = columns_of_steps(steps_, columns_);
  rounded_.clear();
  return own;
}

Matrix<double> Preparation::fit_doubles(Matrix<double> values, double epsilon, const TableNames& about,
                                        detail::RowWeights weights, std::vector<std::int64_t>& kept) {
  rounded_.clear();
  kept = every(values.rows());
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    PreparationStep& step = steps_[s];
    const std::vector<std::int64_t>& columns = step_columns_[s];
    const detail::StepValues now{values, epsilon, about, columns_, 0, kept, &weights};
    require_input(step, columns, now);
    note_rounded(detail::fit_step(step, columns, now), columns);
    if (!drops_rows(step)) {
      run_step(step, columns, now);
      continue;
    }
    const auto rows = detail::kept_rows(step, columns, values);
    weights.keep(rows);
    if (rows.empty() || !weights.any()) {
      throw Error(ErrorCode::data,
                  detail::step_text(step) + " leaves no row" + (rows.empty() ? "" : " of a weight above 0"),
                  "give it a larger threshold");
    }
    values = rows_of<double>(values.view(), rows);
    std::vector<std::int64_t> left;
    for (const auto row : rows) left.push_back(kept[at(row)]);
    kept = std::move(left);
  }
  detail::require_finite(every(values.cols()), {values, epsilon, about, columns_, 0, kept}, "");
  return values;
}

Matrix<float> Preparation::fit_floats(Matrix<float> values, const TableNames& about, const detail::RowWeights& weights,
                                      std::vector<std::int64_t>& kept) {
  const auto in_doubles = [&] {
    return to_float(fit_doubles(as_doubles(values), detail::k_epsilon<float>, about, weights, kept));
  };
  const auto by_column = [](const PreparationStep& step) {
    return !drops_rows(step) && step.kind != StepKind::unit_length;
  };
  if (!std::ranges::all_of(steps_, by_column)) return in_doubles();
  const std::vector<PreparationStep> unfitted = steps_;
  kept = every(values.rows());
  try {
    for (std::int64_t column = 0; column < values.cols(); ++column) fit_column(values, column, about, weights);
  } catch (const Error&) {
    steps_ = unfitted;
    return in_doubles();  // which fails too, at the value that comes first row by row
  }
  // As doubles they take 1 MB beside the table.
  constexpr std::int64_t k_block_values = 1 << 17;
  const std::int64_t block_rows = std::max<std::int64_t>(1, k_block_values / values.cols());
  for (std::int64_t begin = 0; begin < values.rows(); begin += block_rows) {
    const std::int64_t count = std::min(block_rows, values.rows() - begin);
    Matrix<double> block(count, values.cols());
    std::copy_n(values.row(begin), block.values().size(), block.row(0));
    apply_in_place(block, about, begin);
    std::ranges::copy(to_float(block, begin).values(), values.row(begin));
  }
  return values;
}

/// Fits what the steps need to know of one column; each sees it as the steps before leave it.
void Preparation::fit_column(const Matrix<float>& table, std::int64_t column, const TableNames& about,
                             const detail::RowWeights& weights) {
  Matrix<double> values(table.rows(), 1);
  for (std::int64_t i = 0; i < table.rows(); ++i) values(i, 0) = static_cast<double>(table(i, column));
  const std::vector<std::int64_t> only{0}, this_column{column};
  const detail::StepValues now{
      values, detail::k_epsilon<float>, about, std::span(columns_).subspan(at(column), 1), 0, {}, &weights};
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    auto& step = steps_[s];
    const std::vector<std::int64_t>& columns = step_columns_[s];
    const std::int64_t place = step.only.empty() ? column : std::ranges::find(columns, column) - columns.begin();
    if (place == std::ssize(columns)) continue;
    PreparationStep own{step.kind, step.parameter, {}, {}, {}};
    require_input(own, only, now);
    note_rounded(detail::fit_step(own, only, now), this_column);
    run_step(own, only, now);
    const auto keep = [&](const std::vector<double>& from, std::vector<double>& to) {
      to.resize(from.empty() ? 0 : columns.size());
      if (!from.empty()) to[at(place)] = from.front();
    };
    keep(own.first, step.first);
    keep(own.second, step.second);
  }
  detail::require_finite(only, now, "");
}

Matrix<double> Preparation::apply(const FeatureTable& table) const {
  const auto places = table.columns(columns_);
  Matrix<double> rows(table.rows(), std::ssize(places));
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    for (std::int64_t j = 0; j < rows.cols(); ++j) rows(i, j) = table.value(i, places[at(j)]);
  }
  apply_in_place(rows, table);
  return rows;
}

void Preparation::apply_in_place(Matrix<double>& rows, const TableNames& about, std::int64_t first_row) const {
  if (!fitted()) throw Error(ErrorCode::internal, "a preparation was applied before it was fitted");
  const detail::StepValues now{rows, detail::k_epsilon<double>, about, columns_, first_row};
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    require_input(steps_[s], step_columns_[s], now);
    run_step(steps_[s], step_columns_[s], now);
  }
  detail::require_finite(every(rows.cols()), now, "");
}

Preparation Preparation::restore(std::vector<std::string> columns, std::vector<PreparationStep> steps) {
  if (columns.empty()) throw_damaged("it has no columns");
  std::vector<std::vector<std::int64_t>> step_columns = columns_of_steps(steps, columns);
  for (std::size_t s = 0; s < steps.size(); ++s) {
    const PreparationStep& step = steps[s];
    const std::vector<std::int64_t>& places = step_columns[s];
    const auto name = detail::step_text(step);
    for (const auto column : places) {
      if (column == static_cast<std::int64_t>(columns.size()))
        throw_damaged(name + " names a column that is not there");
    }
    const auto numbers = detail::step_info(step.kind).fitted_numbers;
    if (step.first.size() != (numbers >= 1 ? places.size() : 0) ||
        step.second.size() != (numbers >= 2 ? places.size() : 0)) {
      throw_damaged(name + " does not have one number for each column");
    }
  }
  Preparation preparation;
  preparation.columns_ = std::move(columns);
  preparation.steps_ = std::move(steps);
  preparation.step_columns_ = std::move(step_columns);
  return preparation;
}

}  // namespace shoal

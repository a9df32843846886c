#include "shoal/preparation.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

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

/// The place of every column among those of each step, -1 where the step leaves it alone: steps x d.
std::vector<std::vector<std::int64_t>> places_in_steps(const std::vector<PreparationStep>& steps,
                                                       const std::vector<std::string>& names) {
  std::vector<std::vector<std::int64_t>> places;
  for (const auto& step : steps) {
    places.emplace_back(names.size(), -1);
    const auto columns = detail::step_columns(step, names);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      places.back()[static_cast<std::size_t>(columns[i])] = static_cast<std::int64_t>(i);
    }
  }
  return places;
}

[[noreturn]] void throw_damaged(const std::string& what) {
  throw Error(ErrorCode::model, "the preparation is damaged: " + what, "fit the model again");
}

}  // namespace

Matrix<double> Preparation::fit(const FeatureTable& table, std::vector<std::int64_t>& kept) {
  return fit_values(table.values, table, kept);
}

Matrix<double> Preparation::fit(FeatureTable&& table, std::vector<std::int64_t>& kept) {
  return fit_values(std::exchange(table.values, {}), table, kept);
}

void Preparation::note_rounded(std::span<const std::size_t> places, std::span<const std::int64_t> columns) {
  for (const std::size_t place : places) {
    const std::string& name = columns_[static_cast<std::size_t>(columns[place])];
    if (std::ranges::find(rounded_, name) == rounded_.end()) rounded_.push_back(name);
  }
}

Matrix<double> Preparation::fit_values(Matrix<double> values, const FeatureTable& table,
                                       std::vector<std::int64_t>& kept) {
  if (values.rows() == 0 || table.names.empty()) {
    throw Error(ErrorCode::data,
                values.rows() == 0 ? "there are no rows to prepare" : "there are no columns to prepare");
  }
  for (const auto& step : steps_) table.columns(step.only);
  columns_ = table.names;
  rounded_.clear();
  kept = every(values.rows());
  for (auto& step : steps_) {
    const auto columns = detail::step_columns(step, columns_);
    const detail::StepValues at{values, kept, table, columns_};
    require_input(step, columns, at);
    note_rounded(detail::fit_step(step, columns, at), columns);
    if (step.kind != StepKind::drop_z && step.kind != StepKind::drop_iqr) {
      run_step(step, columns, at);
      continue;
    }
    const auto rows = detail::kept_rows(step, columns, values);
    if (rows.empty()) {
      throw Error(ErrorCode::data, detail::step_text(step) + " leaves no row", "give it a larger threshold");
    }
    values = rows_of<double>(values.view(), rows);
    std::vector<std::int64_t> left;
    for (const auto row : rows) left.push_back(kept[static_cast<std::size_t>(row)]);
    kept = std::move(left);
  }
  detail::require_finite(every(values.cols()), {values, kept, table, columns_}, "");
  return values;
}

Matrix<float> Preparation::fit_singles(FeatureTable&& table, std::vector<std::int64_t>& kept) {
  const auto as_doubles = [&] {
    const auto& singles = table.singles.values();
    Matrix<double> values(table.rows(), table.cols(), {singles.begin(), singles.end()});
    return to_float(fit_values(std::move(values), table, kept));
  };
  const auto by_column = [](const PreparationStep& step) {
    return step.kind != StepKind::drop_z && step.kind != StepKind::drop_iqr && step.kind != StepKind::unit_length;
  };
  if (table.rows() == 0 || !std::ranges::all_of(steps_, by_column)) return as_doubles();
  const std::vector<PreparationStep> unfitted = steps_;
  rounded_.clear();
  kept = every(table.rows());
  try {
    for (const auto& step : steps_) table.columns(step.only);
    columns_ = table.names;
    const auto places = places_in_steps(steps_, columns_);
    for (std::int64_t column = 0; column < table.cols(); ++column) fit_column(table, column, places, kept);
  } catch (const Error&) {
    steps_ = unfitted;
    rounded_.clear();
    return as_doubles();  // which fails too, at the value that comes first row by row
  }
  // As doubles they take 1 MB beside the table.
  constexpr std::int64_t k_block_values = 1 << 17;
  const std::int64_t block_rows = std::max<std::int64_t>(1, k_block_values / std::max<std::int64_t>(1, table.cols()));
  for (std::int64_t begin = 0; begin < table.rows(); begin += block_rows) {
    const Matrix<float> block = to_float(apply(table, begin, std::min(begin + block_rows, table.rows())), begin);
    std::ranges::copy(block.values(), table.singles.row(begin));
  }
  return std::exchange(table.singles, {});
}

/// Fits what the steps need to know of one column; each sees it as the steps before leave it.
void Preparation::fit_column(const FeatureTable& table, std::int64_t column,
                             std::span<const std::vector<std::int64_t>> places, std::span<const std::int64_t> rows) {
  Matrix<double> values(table.rows(), 1);
  for (std::int64_t i = 0; i < table.rows(); ++i) values(i, 0) = table.value(i, column);
  const auto number = static_cast<std::size_t>(column);
  const std::vector<std::int64_t> only{0};
  const detail::StepValues at{values, rows, table, std::span(columns_).subspan(number, 1)};
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    auto& step = steps_[s];
    if (places[s][number] < 0) continue;
    const auto place = static_cast<std::size_t>(places[s][number]);
    PreparationStep own{step.kind, step.parameter, {}, {}, {}};
    require_input(own, only, at);
    const std::vector<std::int64_t> this_column{column};
    note_rounded(detail::fit_step(own, only, at), this_column);
    run_step(own, only, at);
    const auto keep = [&](const std::vector<double>& from, std::vector<double>& to) {
      to.resize(from.empty() ? 0 : (step.only.empty() ? columns_ : step.only).size());
      if (!from.empty()) to[place] = from.front();
    };
    keep(own.first, step.first);
    keep(own.second, step.second);
  }
  detail::require_finite(only, at, "");
}

Matrix<double> Preparation::apply(const FeatureTable& table, std::int64_t begin, std::int64_t end) const {
  if (!fitted()) throw Error(ErrorCode::internal, "a preparation was applied before it was fitted");
  const auto places = table.columns(columns_);
  Matrix<double> values(end - begin, static_cast<std::int64_t>(places.size()));
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    rows.push_back(begin + i);
    for (std::int64_t j = 0; j < values.cols(); ++j) {
      values(i, j) = table.value(begin + i, places[static_cast<std::size_t>(j)]);
    }
  }
  const detail::StepValues at{values, rows, table, columns_};
  for (const auto& step : steps_) {
    const auto columns = detail::step_columns(step, columns_);
    require_input(step, columns, at);
    run_step(step, columns, at);
  }
  detail::require_finite(every(values.cols()), at, "");
  return values;
}

Preparation Preparation::restore(std::vector<std::string> columns, std::vector<PreparationStep> steps) {
  if (columns.empty()) throw_damaged("it has no columns");
  for (const auto& step : steps) {
    const auto places = detail::step_columns(step, columns);
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
  return preparation;
}

}  // namespace shoal

#include "model/mlflow/example.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "data/preparation/preparation_steps.hpp"
#include "model/kinds/kinds.hpp"

namespace shoal::mlflow {
namespace {

constexpr std::int64_t k_rows = 5;

double undone(const PreparationStep& step, std::size_t place, double y) {
  switch (step.kind) {
    case StepKind::log1p:
      return std::expm1(y);
    case StepKind::standardise:
    case StepKind::robust:
      return step.first[place] + y * step.second[place];
    case StepKind::min_max:
      return step.first[place] + y * (step.second[place] - step.first[place]);
    default:
      return y;
  }
}

double readable(double value) { return std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr); }

}  // namespace

Matrix<double> example_rows(const Model& model) {
  const auto& columns = model.preparation.columns();
  const auto& steps = model.preparation.steps();
  Matrix<double> rows = std::visit([](const auto& kind) { return detail::typical_rows(kind, k_rows); }, model.kind);
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const auto places = detail::step_columns(*step, columns);
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      for (std::size_t place = 0; place < places.size(); ++place) {
        double& value = rows(i, places[place]);
        value = undone(*step, place, value);
      }
    }
  }
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    std::transform(rows.row(i), rows.row(i) + rows.cols(), rows.row(i), readable);
  }
  return rows;
}

}  // namespace shoal::mlflow

#include "model/onnx/preparation_nodes.hpp"

#include <limits>

#include "data/preparation/preparation_steps.hpp"

namespace shoal::onnx {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_infinity = std::numeric_limits<double>::infinity();

/// A fitted step and the columns that it applies to.
struct Fitted {
  const PreparationStep& step;
  std::vector<std::int64_t> places;
  std::int64_t columns;  ///< of the model

  bool everywhere() const { return static_cast<std::int64_t>(places.size()) == columns; }
  /// Its numbers in a row of all columns, `neutral` where the step does not apply.
  std::vector<double> row(const std::vector<double>& numbers, double neutral) const {
    std::vector<double> all(static_cast<std::size_t>(columns), neutral);
    for (std::size_t i = 0; i < places.size(); ++i) all[static_cast<std::size_t>(places[i])] = numbers[i];
    return all;
  }
};

std::string row_constant(GraphBuilder& graph, const std::vector<double>& row) {
  return graph.doubles(row, {1, static_cast<std::int64_t>(row.size())});
}

/// `changed` where the step applies, `x` elsewhere.
std::string only_where(GraphBuilder& graph, const Fitted& at, const std::string& changed, const std::string& x) {
  if (at.everywhere()) return changed;
  std::vector<bool> mask(static_cast<std::size_t>(at.columns));
  for (const std::int64_t place : at.places) mask[static_cast<std::size_t>(place)] = true;
  return graph.apply("Where", {graph.truths(mask, {1, at.columns}), changed, x});
}

/// ln(1 + x) without the loss of digits near 0: with u = 1 + x as rounded, ln(u) x / (u - 1), and x where u is 1
/// (Higham, Accuracy and Stability of Numerical Algorithms, section 1.14.1).
std::string log1p(GraphBuilder& graph, const Fitted& at, const std::string& x) {
  const std::string one = graph.number(1.0);
  const std::string u = graph.apply("Add", {x, one});
  const std::string correction = graph.apply("Div", {x, graph.apply("Sub", {u, one})});
  const std::string curved = graph.apply("Mul", {graph.apply("Log", {u}), correction});
  return only_where(graph, at, graph.apply("Where", {graph.apply("Equal", {u, one}), x, curved}), x);
}

std::string clip(GraphBuilder& graph, const Fitted& at, const std::string& x) {
  const std::string low = row_constant(graph, at.row(at.step.first, -k_infinity));
  const std::string high = row_constant(graph, at.row(at.step.second, k_infinity));
  return graph.apply("Min", {graph.apply("Max", {x, low}), high});
}

/// (x - centre) / spread; a constant column (spread 0) becomes 0.
std::string scale(GraphBuilder& graph, const Fitted& at, const std::string& x) {
  std::vector<double> spread = at.step.second;
  for (std::size_t i = 0; i < spread.size(); ++i) {
    if (at.step.kind == StepKind::min_max) spread[i] -= at.step.first[i];
    if (spread[i] == 0.0) spread[i] = k_infinity;
  }
  const std::string centre = row_constant(graph, at.row(at.step.first, 0.0));
  return graph.apply("Div", {graph.apply("Sub", {x, centre}), row_constant(graph, at.row(spread, 1.0))});
}

/// Divides by the largest magnitude first, so that no square overflows or vanishes; a row of zeros becomes NaN.
std::string unit_length(GraphBuilder& graph, const Fitted& at, const std::string& x) {
  const std::string across = graph.axis(1);
  const std::string chosen = only_where(graph, at, x, graph.number(0.0));
  const std::string largest = graph.apply("ReduceMax", {graph.apply("Abs", {chosen}), across});
  const std::string near_one = graph.apply("Div", {chosen, largest});
  const std::string sq_length = graph.apply("ReduceSum", {graph.apply("Mul", {near_one, near_one}), across});
  return only_where(graph, at, graph.apply("Div", {near_one, graph.apply("Sqrt", {sq_length})}), x);
}

/// impute, ahead of everything: a gap is filled by the first step that looks at its column, or refused by it, so a later
/// one finds none.
std::string fill_gaps(GraphBuilder& graph, const Preparation& preparation, const std::string& x) {
  const auto columns = preparation.columns().size();
  std::vector<double> filling(columns, k_nan);
  std::vector<bool> seen(columns);
  bool any = false;
  for (const PreparationStep& step : preparation.steps()) {
    const auto places = detail::step_columns(step, preparation.columns());
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto place = static_cast<std::size_t>(places[i]);
      if (!seen[place] && step.kind == StepKind::impute) {
        filling[place] = step.first[i];
        any = true;
      }
      seen[place] = true;
    }
  }
  return any ? graph.apply("Where", {graph.apply("IsNaN", {x}), row_constant(graph, filling), x}) : x;
}

std::string add_step(GraphBuilder& graph, const Fitted& at, const std::string& x) {
  switch (at.step.kind) {
    case StepKind::log1p:
      return log1p(graph, at, x);
    case StepKind::winsorise:
      return clip(graph, at, x);
    case StepKind::standardise:
    case StepKind::min_max:
    case StepKind::robust:
      return scale(graph, at, x);
    case StepKind::unit_length:
      return unit_length(graph, at, x);
    case StepKind::impute:
    case StepKind::drop_z:
    case StepKind::drop_iqr:
      break;
  }
  return x;
}

}  // namespace

std::string add_preparation(GraphBuilder& graph, const Preparation& preparation, const std::string& features,
                            std::vector<std::string>& finite) {
  graph.begin_part("impute");
  std::string x = fill_gaps(graph, preparation, features);
  finite.push_back(x);
  const auto& columns = preparation.columns();
  for (const PreparationStep& step : preparation.steps()) {
    graph.begin_part(std::string(detail::step_info(step.kind).name));
    const Fitted at{step, detail::step_columns(step, columns), static_cast<std::int64_t>(columns.size())};
    x = add_step(graph, at, x);
    if (x != finite.back()) finite.push_back(x);
  }
  return x;
}

}  // namespace shoal::onnx

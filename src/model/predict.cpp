#include <algorithm>

#include "base/at.hpp"
#include "base/name_index.hpp"
#include "model/kinds/kinds.hpp"
#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_block_rows = 65536;
constexpr std::int64_t k_block_values = std::int64_t{1} << 22;

std::int64_t block_rows(std::int64_t columns) {
  return std::clamp<std::int64_t>(k_block_values / std::max<std::int64_t>(columns, 1), 1, k_block_rows);
}

void require_columns(const Model& model, const FeatureTable& table) {
  const NameIndex index(table.names);
  for (const auto& name : model.preparation.columns()) {
    if (index.contains(name)) continue;
    const auto near = nearest_word(name, table.names);
    throw Error(ErrorCode::model, "the model needs the column \"" + name + "\"",
                near.empty() ? "give a table with the columns " + join(model.preparation.columns(), ", ")
                             : "name it so; the nearest is \"" + near + "\"",
                "", join(table.names, ", "));
  }
}

void score_block(Context& context, const Model& model, const Matrix<double>& values, std::int64_t begin,
                 Prediction& prediction) {
  const auto place = static_cast<std::size_t>(begin), count = static_cast<std::size_t>(values.rows());
  const detail::Scores scores{std::span(prediction.labels).subspan(place, count),
                              std::span(prediction.distance).subspan(place, count),
                              std::span(prediction.margin).subspan(place, count), begin};
  const auto score_rows = [&](const auto& rows) {
    std::visit([&](const auto& kind) { detail::score(context, kind, rows, scores); }, model.kind);
  };
  if (model.scalar == Scalar::f32) {
    score_rows(to_float(values, begin));
  } else {
    score_rows(values);
  }
}

}  // namespace

Prediction predict(Context& context, const Model& model, const FeatureTable& table) {
  require_columns(model, table);
  const auto n = static_cast<std::size_t>(table.rows());
  Prediction prediction{std::vector<std::int32_t>(n), std::vector<double>(n), std::vector<double>(n)};
  const std::vector<std::int64_t> columns = table.columns(model.preparation.columns());
  const std::int64_t step = block_rows(table.cols());
  for (std::int64_t begin = 0; begin < table.rows(); begin += step) {
    context.cancellation.check();
    Matrix<double> rows(std::min(step, table.rows() - begin), std::ssize(columns));
    for (std::int64_t i = 0; i < rows.rows(); ++i) {
      for (std::int64_t j = 0; j < rows.cols(); ++j) rows(i, j) = table.value(begin + i, columns[at(j)]);
    }
    model.preparation.apply_in_place(rows, table, begin);
    score_block(context, model, rows, begin, prediction);
  }
  return prediction;
}

}  // namespace shoal

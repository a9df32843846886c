#include <algorithm>

#include "model/kinds/kinds.hpp"
#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr std::int64_t k_block_rows = 65536;

void require_columns(const Model& model, const FeatureTable& table) {
  for (const auto& name : model.preparation.columns()) {
    if (std::find(table.names.begin(), table.names.end(), name) != table.names.end()) continue;
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
  const auto labels = std::span(prediction.labels).subspan(place, count);
  const auto nearest = std::span(prediction.distance).subspan(place, count);
  const auto second = std::span(prediction.margin).subspan(place, count);
  const bool single = model.scalar == Scalar::f32;
  const Matrix<float> rounded = single ? to_float(values, begin) : Matrix<float>();
  const auto points = single ? context.device.upload(context.threads, rounded.view())
                             : context.device.upload(context.threads, values.view());
  std::visit([&](const auto& kind) { detail::score(context, kind, *points, {labels, nearest, second}); }, model.kind);
}

}  // namespace

Prediction predict(Context& context, const Model& model, const FeatureTable& table) {
  require_columns(model, table);
  const auto n = static_cast<std::size_t>(table.rows());
  Prediction prediction{std::vector<std::int32_t>(n), std::vector<double>(n), std::vector<double>(n)};
  for (std::int64_t begin = 0; begin < table.rows(); begin += k_block_rows) {
    context.cancellation.check();
    const std::int64_t end = std::min(begin + k_block_rows, table.rows());
    score_block(context, model, model.preparation.apply(table, begin, end), begin, prediction);
  }
  return prediction;
}

}  // namespace shoal

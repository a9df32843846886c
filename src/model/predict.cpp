#include "base/at.hpp"
#include "shoal/scorer.hpp"

namespace shoal {

Prediction predict(Context& context, const Model& model, const FeatureTable& table) {
  // Refers to the model, which outlives the call.
  const Scorer scorer(context, std::shared_ptr<const Model>(std::shared_ptr<void>(), &model));
  InputColumns columns;
  if (const auto error = scorer.bind(table.names, columns)) throw *error;
  const std::size_t n = at(table.rows());
  Prediction out{std::vector<std::int32_t>(n), std::vector<double>(n), std::vector<double>(n)};
  if (const auto error = scorer.score(table, columns, {0, table.rows()}, {out.labels, out.distance, out.margin})) {
    throw *error;
  }
  return out;
}

}  // namespace shoal

#include "app/prepared.hpp"

#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

PreparedRows::PreparedRows(Session& session, Matrix<double> rows) : exact_(std::move(rows)) {
  Context context = session.context();
  if (session.scalar() == Scalar::f32) {
    rounded_ = std::make_unique<Matrix<float>>(to_float(exact_));
    points_ = context.device.upload(context.threads, std::as_const(*rounded_).view());
  } else {
    points_ = context.device.upload(context.threads, std::as_const(exact_).view());
  }
}

FittedRows fit_preparation(Session& session, const std::string& text, KMeansMetric metric, const FeatureTable& table) {
  const bool needs_unit = metric == KMeansMetric::cosine && text.find("unit-length") == std::string::npos;
  const bool none = text.empty() || text == "none";
  Preparation preparation = Preparation::parse(!needs_unit ? text : none ? "unit-length" : text + ",unit-length");
  std::vector<std::int64_t> kept;
  Matrix<double> prepared = preparation.fit(table, kept);
  session.record().preparation = preparation.text();
  session.record().clustered_features = table.names;
  if (const auto dropped = table.rows() - static_cast<std::int64_t>(kept.size()); dropped > 0) {
    session.warn(
        grouped(dropped) + " of " + grouped(table.rows()) +
        " rows were left out as outliers when fitting; afterwards each got the segment of its nearest centroid");
  }
  return {std::move(preparation), std::move(kept), PreparedRows(session, std::move(prepared))};
}

}  // namespace shoal::app

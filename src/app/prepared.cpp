#include "app/prepared.hpp"

#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::app {

FeatureTable read_numbers(Session& session, const std::filesystem::path& path, ReadTableOptions options) {
  options.keep_float = session.scalar() == Scalar::f32;
  return read_table(session.threads(), path, options, &session.record().input);
}

PreparedRows::PreparedRows(Session& session, Matrix<double> rows, bool keep_exact) : exact_(std::move(rows)) {
  if (session.scalar() == Scalar::f32) {
    rounded_ = std::make_unique<Matrix<float>>(to_float(exact_));
    if (!keep_exact) exact_ = {};
  }
  upload(session);
}

PreparedRows::PreparedRows(Session& session, Matrix<float> rows)
    : rounded_(std::make_unique<Matrix<float>>(std::move(rows))) {
  upload(session);
}

void PreparedRows::upload(Session& session) {
  Context context = session.context();
  points_ = rounded_ ? context.device.upload(context.threads, std::as_const(*rounded_).view())
                     : context.device.upload(context.threads, std::as_const(exact_).view());
}

namespace {

/// The steps of `text`; a cosine metric adds the unit-length step.
Preparation parse(const std::string& text, Metric metric) {
  const bool needs_unit = metric == Metric::cosine && text.find("unit-length") == std::string::npos;
  const bool none = text.empty() || text == "none";
  return Preparation::parse(!needs_unit ? text : none ? "unit-length" : text + ",unit-length");
}

void record(Session& session, const Preparation& preparation, std::int64_t rows, std::int64_t kept) {
  session.record().preparation = preparation.text();
  session.record().clustered_features = preparation.columns();
  if (rows == kept) return;
  session.warn(grouped(rows - kept) + " of " + grouped(rows) +
               " rows were left out as outliers when fitting; afterwards each got the segment of its nearest centroid");
}

}  // namespace

FittedRows fit_preparation(Session& session, const std::string& text, Metric metric, const FeatureTable& table) {
  Preparation preparation = parse(text, metric);
  std::vector<std::int64_t> kept;
  Matrix<double> prepared = preparation.fit(table, kept);
  record(session, preparation, table.rows(), std::ssize(kept));
  return {std::move(preparation), std::move(kept), PreparedRows(session, std::move(prepared), true)};
}

FittedRows fit_preparation(Session& session, const std::string& text, Metric metric, FeatureTable&& table) {
  Preparation preparation = parse(text, metric);
  std::vector<std::int64_t> kept;
  const std::int64_t rows = table.rows();
  const bool single = !table.singles.empty();
  Matrix<float> singles = single ? preparation.fit_singles(std::move(table), kept) : Matrix<float>();
  Matrix<double> doubles = single ? Matrix<double>() : preparation.fit(std::move(table), kept);
  record(session, preparation, rows, std::ssize(kept));
  return {std::move(preparation), std::move(kept),
          single ? PreparedRows(session, std::move(singles)) : PreparedRows(session, std::move(doubles))};
}

}  // namespace shoal::app

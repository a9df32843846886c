// A feature table made ready for clustering: prepared, in the scalar type of the run, resident on the device.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "app/session.hpp"
#include "shoal/device.hpp"
#include "shoal/preparation.hpp"

namespace shoal::app {

/// n x d prepared rows and their Points; movable, the Points follow.
class PreparedRows {
 public:
  /// Rounds to the session's scalar type and uploads. Error{data} for what is not finite.
  PreparedRows(Session& session, Matrix<double> rows);

  const Points& points() const { return *points_; }
  /// The values before rounding, n x d.
  const Matrix<double>& exact() const { return exact_; }

 private:
  Matrix<double> exact_;
  std::unique_ptr<Matrix<float>> rounded_;
  std::unique_ptr<Points> points_;
};

/// The preparation fitted on a table, the rows that it kept, and those rows prepared.
struct FittedRows {
  Preparation preparation;
  std::vector<std::int64_t> kept;
  PreparedRows rows;
};

/// Parses and fits `text` ("log1p,standardise") on the table. A cosine metric adds the unit-length step.
FittedRows fit_preparation(Session& session, const std::string& text, KMeansMetric metric, const FeatureTable& table);

}  // namespace shoal::app

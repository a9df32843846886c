// A feature table made ready for clustering: prepared, in the scalar type of the run, resident on the device.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "app/session.hpp"
#include "shoal/device.hpp"
#include "shoal/metric.hpp"
#include "shoal/preparation.hpp"

namespace shoal::app {

/// A table as it was read.
struct Numbers {
  FeatureTable table;
  InputInfo file;
  double seconds = 0.0;
};

/// Reads a numeric table for the session's scalar type, as the stage "read": floats of a file stay floats where the session
/// computes in them.
Numbers read_numbers(Session& session, const std::filesystem::path& path, ReadTableOptions options);
/// Which columns are used, and which are not and why.
void say_columns(Session& session, const FeatureTable& table);
/// "Read 1,000 rows, 3 columns in 0.1 s".
void say_read(Session& session, const Numbers& numbers);

/// n x d prepared rows and their Points; movable, the Points follow.
class PreparedRows {
 public:
  /// Rounds to the session's scalar type and uploads; the doubles stay only if they are asked for. Error{data} for what
  /// is not finite.
  PreparedRows(Session& session, RealMatrix rows, bool keep_exact = false);

  const Points& points() const { return *points_; }
  /// The values before rounding, n x d, if they were kept.
  const Matrix<double>& exact() const;

 private:
  RealMatrix rows_;                      ///< in the scalar type of the points
  std::optional<Matrix<double>> exact_;  ///< where `rows_` was rounded
  std::unique_ptr<Points> points_;
};

/// The preparation fitted on a table, the rows that it kept, and those rows prepared.
struct FittedRows {
  Preparation preparation;
  std::vector<std::int64_t> kept;  ///< their numbers in the table
  PreparedRows rows;
  std::int64_t given = 0;  ///< rows of the table
  TableNames names;        ///< of the table
  std::vector<LeftOutColumn> left_out{};

  bool kept_all() const { return static_cast<std::int64_t>(kept.size()) == given; }
  /// For the record.
  FeaturesRecord record() const { return {preparation.text(), preparation.columns(), left_out, {}}; }
};

/// Parses and fits `text` ("log1p,standardise") on the table, as the stage "prepare". A cosine metric adds the unit-length
/// step. Rows that it leaves out are a warning. Works in the memory of the table. The values before rounding stay if they
/// are asked for. Rows count by their `weights` (n, or empty), as Preparation::fit() says.
FittedRows fit_preparation(Session& session, const std::string& text, Metric metric, FeatureTable table,
                           bool keep_exact = false, std::span<const double> weights = {});

/// "Prepare standardise", or that the values are taken as given.
void say_prepared(Session& session, const FittedRows& fitted);

}  // namespace shoal::app

// A model bound once, to score rows with: the heart of a server and of prediction batch by batch.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shoal/context.hpp"
#include "shoal/error.hpp"
#include "shoal/model.hpp"
#include "shoal/table.hpp"

namespace shoal {

/// Where score() puts its results, each as long as the rows are many, or empty (not wanted).
struct Scores {
  std::span<std::int32_t> labels;  ///< -1 where the model calls a row noise
  std::span<double> distance;      ///< to the nearest centroid, in the prepared space
  std::span<double> margin;        ///< second nearest distance minus nearest; +infinity for k = 1
};

/// Where a model's inputs stand among the columns of a table.
struct InputColumns {
  std::vector<std::int64_t> places;  ///< one an input
  std::int64_t cols = 0;             ///< of the table
};

/// Scores rows with one model: the bits of predict(), however the rows come in batches. Any number of threads may call it at
/// the same time; none waits for another, but for the moment in which it takes a set of buffers. Sets are kept, one for each
/// call that ever ran at the same time: a call of a shape that was there before allocates nothing of the size of its rows.
/// Rows are taken in blocks, so that a set stays below 0.1 GB. What is wrong with rows is returned and not thrown, as
/// results are unspecified then; running out of memory is thrown.
/// Example:
///     auto shared = std::make_shared<const Model>(load_model(folder));
///     Scorer scorer(engine.context(), shared);
///     Matrix<double> rows(1, 2, {19.0, 10.0});  // x and y, as scorer.inputs() says
///     std::vector<std::int32_t> label(1);
///     std::optional<Error> refused = scorer.score(std::as_const(rows).view(), {label, {}, {}});
class Scorer {
 public:
  /// Refers to what the context refers to. A server that exchanges its model makes a new Scorer; calls of the old one keep
  /// theirs.
  Scorer(const Context& context, std::shared_ptr<const Model> model);
  ~Scorer();

  const Model& model() const { return *model_; }
  /// Names of the columns that rows consist of, in this order.
  const std::vector<std::string>& inputs() const { return model_->preparation.columns(); }

  /// Finds the inputs among the names of a table's columns, in any order and among others. Error{model} names the first one
  /// that is missing, and the nearest name. O(columns).
  [[nodiscard]] std::optional<Error> bind(const std::vector<std::string>& names, InputColumns& columns) const;

  /// Scores n x inputs() values as they come, before preparation. Error{data} names row (the first is 1) and column of a value
  /// that cannot be; Error{usage} for another number of columns; Error{cancelled}. O(n k d).
  [[nodiscard]] std::optional<Error> score(HostView rows, const Scores& out) const;

  /// Scores rows of a table whose columns are bound; errors name them by its ids and row numbers.
  [[nodiscard]] std::optional<Error> score(const FeatureTable& table, const InputColumns& columns, RowRange rows,
                                           const Scores& out) const;

 private:
  struct Buffers;
  class Lease;
  struct Source;
  std::optional<Error> score_source(const Source& source, const Scores& out) const;

  const Context context_;
  const std::shared_ptr<const Model> model_;
  InputColumns in_order_;  ///< the inputs themselves
  TableNames no_ids_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Buffers>> idle_;
};

}  // namespace shoal

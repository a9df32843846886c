// What the parts of a model that depend on its kind do: one set of overloads a kind, in a file named after it, chosen by
// std::visit. A kind that lacks one does not compile.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/document.hpp"
#include "shoal/model.hpp"

namespace shoal::detail {

/// An array of a model folder.
struct NamedArray {
  const char* name;
  MatrixView<const double> values;
};

/// Where score() puts its results, each as long as the block of rows.
struct BlockScores {
  std::span<std::int32_t> labels;
  std::span<double> distance, margin;
  std::int64_t first_row = 0;  ///< of the block, for messages
};

/// "kind" in model.json.
std::string_view kind_name(const CentroidModel& kind);
/// What the model's folder holds beside model.json.
std::vector<NamedArray> arrays(const CentroidModel& kind);
/// Why a document with those arrays cannot be of a model of this kind; empty where all is right. `model` has no arrays yet.
std::string shape_flaw(const CentroidModel& kind, const Model& model, std::span<const ArrayEntry> entries);
/// Takes an array that was read; one whose name it does not know is left alone. Why its values cannot be; empty where they are
/// right.
std::string take_array(CentroidModel& kind, const Model& model, std::string_view name, Matrix<double> values);
/// Labels, distances and margins of a block of prepared rows, as Prediction has them. From several threads at a time.
void score(Context& context, const CentroidModel& kind, const Points& rows, const BlockScores& out);
/// At most `most` rows in the prepared space that are typical of the clusters.
Matrix<double> typical_rows(const CentroidModel& kind, std::int64_t most);

/// The kind of that name without its arrays; nothing for a name that this version does not know.
std::optional<ModelKind> make_kind(std::string_view name);

}  // namespace shoal::detail

#include <algorithm>
#include <cmath>

#include "model/kinds/kinds.hpp"

namespace shoal::detail {
namespace {

constexpr const char* k_centroids = "centroids";

}  // namespace

std::string_view kind_name(const CentroidModel& /*kind*/) { return "centroids"; }

std::vector<NamedArray> arrays(const CentroidModel& kind) { return {{k_centroids, kind.centroids.view()}}; }

std::string shape_flaw(const CentroidModel& /*kind*/, const Model& model, std::span<const ArrayEntry> entries) {
  const auto at = std::ranges::find(entries, k_centroids, &ArrayEntry::name);
  if (at == entries.end()) return "it lists no centroids";
  if (at->cols != std::ssize(model.preparation.columns())) {
    return "the centroids do not have one column for each input";
  }
  return at->rows == model.k() ? "" : "there is not one size for each cluster";
}

std::string take_array(CentroidModel& kind, const Model& model, std::string_view name, Matrix<double> values) {
  if (name != k_centroids) return {};
  for (const double value : values.values()) {
    if (!std::isfinite(value)) return "a centroid is not finite";
    if (round_to(model.scalar, value) != value) return "a centroid is not in single precision, as the model says";
  }
  kind.centroids = std::move(values);
  return {};
}

Matrix<double> typical_rows(const CentroidModel& kind, std::int64_t most) {
  Matrix<double> rows(std::min(most, kind.centroids.rows()), kind.centroids.cols());
  std::copy_n(kind.centroids.row(0), rows.rows() * rows.cols(), rows.row(0));
  return rows;
}

}  // namespace shoal::detail

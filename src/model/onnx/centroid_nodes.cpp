// The answer of a model of centroids: the nearest one.
#include <numeric>

#include "model/onnx/answer_nodes.hpp"
#include "model/onnx/graph.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::onnx {
namespace {

/// Squared distances, rows x k, in double. Float rows of few columns are subtracted in float, where the canonical
/// distance rounds too.
std::string sq_distances(GraphBuilder& graph, const Model& model, const CentroidModel& kind, const std::string& rows) {
  const std::int64_t k = model.k(), d = kind.centroids.cols();
  const auto& centroids = kind.centroids.values();
  const bool single = model.scalar == Scalar::f32 && d <= k_max_float_chain_cols;
  std::string x = graph.apply("Unsqueeze", {rows, graph.axis(1)});
  std::string difference;
  if (single) {
    const std::vector<float> rounded(centroids.begin(), centroids.end());
    difference = graph.cast(graph.apply("Sub", {x, graph.floats(rounded, {k, d})}), Element::f64);
  } else {
    if (model.scalar == Scalar::f32) x = graph.cast(x, Element::f64);
    difference = graph.apply("Sub", {x, graph.doubles(centroids, {k, d})});
  }
  const std::string squares = graph.apply("Mul", {difference, difference});
  return graph.apply("ReduceSum", {squares, graph.axis(2)}, {{"keepdims", 0}});
}

/// The place of the nearest centroid, the first of several. That of a refused row lies beyond the table of labels, and
/// taking it from there fails by the standard.
void add_label(GraphBuilder& graph, const Model& model, const std::string& sq, const std::string& refused) {
  const std::string nearest = graph.apply("ArgMin", {sq}, {{"axis", 1}, {"keepdims", 0}});
  std::vector<std::int64_t> labels(static_cast<std::size_t>(model.k()));
  std::iota(labels.begin(), labels.end(), 0);
  const std::int64_t k = model.k();
  const std::string beyond = graph.apply("Mul", {refused, graph.whole({&k, 1}, {})});
  const std::string place = graph.apply("Add", {nearest, beyond});
  graph.apply_as(k_refusal, "label", "Gather", {graph.whole(labels, {k}), place});
}

/// Both are taken by the label, so neither can be had without it being checked.
void add_what_follows_from_label(GraphBuilder& graph, const Model& model, const std::string& sq) {
  const std::string across = graph.axis(1);
  const std::string column = graph.apply("Unsqueeze", {"label", across});
  const std::string own = graph.apply("GatherElements", {sq, column}, {{"axis", 1}});
  graph.apply_as("distance", "distance", "Sqrt", {graph.apply("Squeeze", {own, across})});
  if (!model.segment_names.empty()) {
    graph.apply_as("segment", "segment", "Gather", {graph.texts(model.segment_names), "label"});
  }
}

}  // namespace

void add_answer(GraphBuilder& graph, const Model& model, const CentroidModel& kind, const std::string& rows,
                const std::string& refused) {
  graph.begin_part("distance");
  const std::string sq = sq_distances(graph, model, kind, rows);
  graph.begin_part("label");
  add_label(graph, model, sq, refused);
  add_what_follows_from_label(graph, model, sq);
}

}  // namespace shoal::onnx

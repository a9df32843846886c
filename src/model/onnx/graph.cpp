#include "model/onnx/graph.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <numeric>

#include "model/onnx/graph_builder.hpp"
#include "model/onnx/preparation_nodes.hpp"
#include "onnx.pb.h"
#include "shoal/error.hpp"
#include "shoal/one_answer.hpp"
#include "shoal/version.hpp"

namespace shoal::onnx {
namespace {

constexpr const char* k_features = "features";
constexpr std::size_t k_largest = std::numeric_limits<std::int32_t>::max();

std::string cast(GraphBuilder& graph, const std::string& x, Element element) {
  return graph.apply("Cast", {x}, {{"to", static_cast<std::int64_t>(element)}});
}

/// Squared distances, rows x k, in double. Float rows of few columns are subtracted in float, where the canonical
/// distance rounds too.
std::string sq_distances(GraphBuilder& graph, const Model& model, const std::string& rows) {
  const std::int64_t k = model.k(), d = model.centroids.cols();
  const auto& centroids = model.centroids.values();
  const bool single = model.scalar == Scalar::f32 && d <= k_max_float_chain_cols;
  std::string x = graph.apply("Unsqueeze", {rows, graph.axis(1)});
  std::string difference;
  if (single) {
    const std::vector<float> rounded(centroids.begin(), centroids.end());
    difference = cast(graph, graph.apply("Sub", {x, graph.floats(rounded, {k, d})}), Element::f64);
  } else {
    if (model.scalar == Scalar::f32) x = cast(graph, x, Element::f64);
    difference = graph.apply("Sub", {x, graph.doubles(centroids, {k, d})});
  }
  const std::string squares = graph.apply("Mul", {difference, difference});
  return graph.apply("ReduceSum", {squares, graph.axis(2)}, {{"keepdims", 0}});
}

/// 1 for a row where one of the values, each rows x columns, is not finite, else 0: x - x is NaN for those alone.
std::string refused_rows(GraphBuilder& graph, const std::vector<std::string>& finite) {
  graph.begin_part("refuse");
  std::vector<std::string> zeros;
  zeros.reserve(finite.size());
  for (const std::string& x : finite) zeros.push_back(graph.apply("Sub", {x, x}));
  const std::string sum = graph.apply("ReduceSum", {graph.apply("Sum", zeros), graph.axis(1)}, {{"keepdims", 0}});
  return cast(graph, graph.apply("IsNaN", {sum}), Element::i64);
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

void add_graph(proto::Graph& written, const Model& model) {
  written.set_name("shoal");
  GraphBuilder graph(written);
  graph.input(k_features, Element::f64, model.centroids.cols(), "the columns that feature_names lists, in that order");
  std::vector<std::string> finite;
  std::string rows = add_preparation(graph, model.preparation, k_features, finite);
  if (model.scalar == Scalar::f32) {
    graph.begin_part("round");
    rows = cast(graph, rows, Element::f32);
    finite.push_back(cast(graph, rows, Element::f64));
  }
  const std::string refused = refused_rows(graph, finite);
  graph.begin_part("distance");
  const std::string sq = sq_distances(graph, model, rows);
  graph.begin_part("label");
  add_label(graph, model, sq, refused);
  add_what_follows_from_label(graph, model, sq);
  graph.output("label", Element::i64, "the cluster, from 0, largest first");
  graph.output("distance", Element::f64, "to the cluster's centroid, in the prepared space");
  if (!model.segment_names.empty()) graph.output("segment", Element::text, "the cluster's name");
}

void add_properties(proto::Model& written, const Model& model, const std::string& model_sha256) {
  const auto add = [&](const char* key, const std::string& value) {
    proto::Property& property = *written.add_metadata_props();
    property.set_key(key);
    property.set_value(value);
  };
  using Json = nlohmann::json;
  add("algorithm", model.algorithm);
  add("k", std::to_string(model.k()));
  add("feature_names", Json(model.preparation.columns()).dump(-1, ' ', true, Json::error_handler_t::replace));
  add("model_sha256", model_sha256);
}

}  // namespace

std::vector<Output> outputs(const Model& model) {
  std::vector<Output> all{{"label", "long"}, {"distance", "double"}};
  if (!model.segment_names.empty()) all.push_back({"segment", "string"});
  return all;
}

std::string graph_bytes(const Model& model, const std::string& model_sha256) {
  proto::Model written;
  written.set_ir_version(k_ir_version);
  written.set_producer_name("shoal");
  written.set_producer_version(k_version);
  written.add_opset_import()->set_version(k_opset);
  add_graph(*written.mutable_graph(), model);
  add_properties(written, model, model_sha256);
  if (written.ByteSizeLong() > k_largest) {
    throw Error(ErrorCode::model, "the model is too large for ONNX, which holds up to 2 GB", "fit fewer clusters");
  }
  return written.SerializeAsString();
}

}  // namespace shoal::onnx

#include "model/onnx/graph.hpp"

#include <limits>
#include <nlohmann/json.hpp>

#include "model/onnx/answer_nodes.hpp"
#include "model/onnx/graph_builder.hpp"
#include "model/onnx/preparation_nodes.hpp"
#include "onnx.pb.h"
#include "shoal/error.hpp"
#include "shoal/version.hpp"

namespace shoal::onnx {
namespace {

constexpr const char* k_features = "features";
constexpr std::size_t k_largest = std::numeric_limits<std::int32_t>::max();

/// 1 for a row where one of the values, each rows x columns, is not finite, else 0: x - x is NaN for those alone.
std::string refused_rows(GraphBuilder& graph, const std::vector<std::string>& finite) {
  graph.begin_part("refuse");
  std::vector<std::string> zeros;
  zeros.reserve(finite.size());
  for (const std::string& x : finite) zeros.push_back(graph.apply("Sub", {x, x}));
  const std::string sum = graph.apply("ReduceSum", {graph.apply("Sum", zeros), graph.axis(1)}, {{"keepdims", 0}});
  return graph.cast(graph.apply("IsNaN", {sum}), Element::i64);
}

void add_graph(proto::Graph& written, const Model& model) {
  written.set_name("shoal");
  GraphBuilder graph(written);
  graph.input(k_features, Element::f64, std::ssize(model.preparation.columns()),
              "the columns that feature_names lists, in that order");
  std::vector<std::string> finite;
  std::string rows = add_preparation(graph, model.preparation, k_features, finite);
  if (model.scalar == Scalar::f32) {
    graph.begin_part("round");
    rows = graph.cast(rows, Element::f32);
    finite.push_back(graph.cast(rows, Element::f64));
  }
  const std::string refused = refused_rows(graph, finite);
  std::visit([&](const auto& kind) { add_answer(graph, model, kind, rows, refused); }, model.kind);
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

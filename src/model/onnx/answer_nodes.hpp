// From prepared rows to the outputs of the graph: one overload for each kind of model.
#pragma once

#include <string>

#include "model/onnx/graph_builder.hpp"
#include "shoal/model.hpp"

namespace shoal::onnx {

/// Adds `label`, `distance` and, with names, `segment`. `rows` are prepared, in the model's scalar type; `refused` is 1 for a row
/// whose label must fail in the node k_refusal, else 0.
void add_answer(GraphBuilder& graph, const Model& model, const CentroidModel& kind, const std::string& rows,
                const std::string& refused);

}  // namespace shoal::onnx

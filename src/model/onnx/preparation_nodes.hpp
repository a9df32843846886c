// The preparation as operators of a graph.
#pragma once

#include <string>
#include <vector>

#include "model/onnx/graph_builder.hpp"
#include "shoal/preparation.hpp"

namespace shoal::onnx {

/// Adds the fitted steps, in double as shoal computes them; returns the name of the prepared rows. Adds to `finite` what
/// must be finite, each rows x columns: the input once its gaps are filled, and what each step makes of it.
std::string add_preparation(GraphBuilder& graph, const Preparation& preparation, const std::string& features,
                            std::vector<std::string>& finite);

}  // namespace shoal::onnx

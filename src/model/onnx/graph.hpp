// A model as an ONNX graph.
#pragma once

#include <string>
#include <vector>

#include "shoal/model.hpp"

namespace shoal::onnx {

inline constexpr int k_ir_version = 8;
/// Reductions take their axes as an input from here on; ONNX Runtime 1.14 and MLflow 2 read it.
inline constexpr int k_opset = 18;

/// An output of the graph, as a signature names it.
struct Output {
  const char* name;
  const char* type;  ///< of MLflow: long, double, string
};
/// label, distance, and segment where the model has names.
std::vector<Output> outputs(const Model& model);

/// The input `features` (double, rows x inputs, in the order of the model's columns) through every step of the
/// preparation to the outputs: `label`, `distance` (double, in the prepared space) and, with names, `segment`. A value
/// that predict() refuses is an error of the node k_refusal. The same bytes for the same arguments.
/// `model_sha256`: of the model.json that it belongs to, for the metadata. Source: the direct form of
/// docs/design/0041-onnx.md.
std::string graph_bytes(const Model& model, const std::string& model_sha256);

/// Runtimes put a node's name into their message when it fails.
inline constexpr const char* k_refusal = "REFUSED_a_value_is_missing_or_not_finite_or_outside_what_a_step_takes";

}  // namespace shoal::onnx

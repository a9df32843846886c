// A graph of ONNX operators, written node by node.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shoal::onnx {

namespace proto {
class Graph;
}

/// Element types, numbered as in the format.
enum class Element : std::uint8_t { f32 = 1, i64 = 7, text = 8, truth = 9, f64 = 11 };

struct NodeAttribute {
  const char* name;
  std::int64_t value;
};

/// Appends to a graph. Values are named; the value of each operator and constant gets a name of its own: the part of the
/// graph that is being written, what it is, and a number.
class GraphBuilder {
 public:
  using Attributes = std::initializer_list<NodeAttribute>;
  using Shape = std::initializer_list<std::int64_t>;

  explicit GraphBuilder(proto::Graph& graph) : graph_(graph) {}

  /// What the names that follow begin with.
  void begin_part(std::string part) { part_ = std::move(part); }

  /// The value as another type.
  std::string cast(const std::string& x, Element element) {
    return apply("Cast", {x}, {{"to", static_cast<std::int64_t>(element)}});
  }

  /// Applies an operator with one output; returns the name of that output, which is the node's name too.
  std::string apply(const char* op, const std::vector<std::string>& inputs, Attributes attributes = {});
  /// The same with names that a user sees: the node's in error messages, its output's as an output of the graph.
  void apply_as(const std::string& node, const std::string& output, const char* op,
                const std::vector<std::string>& inputs, Attributes attributes = {});

  /// Constants; the product of `shape` is the number of values, and a single one needs none.
  std::string doubles(std::span<const double> values, Shape shape);
  std::string floats(std::span<const float> values, Shape shape);
  std::string whole(std::span<const std::int64_t> values, Shape shape);
  std::string truths(const std::vector<bool>& values, Shape shape);
  std::string texts(const std::vector<std::string>& values);
  std::string number(double value) { return doubles({&value, 1}, {}); }
  std::string axis(std::int64_t value) { return whole({&value, 1}, {1}); }

  /// An input of any number of rows and so many columns.
  void input(const std::string& name, Element element, std::int64_t columns, const std::string& about);
  /// An output of one value a row.
  void output(const std::string& name, Element element, const std::string& about);

 private:
  std::string fresh_name(std::string_view what);
  std::string constant(Element element, std::string bytes, Shape shape);

  proto::Graph& graph_;
  std::string part_;
  std::int64_t count_ = 0;
};

}  // namespace shoal::onnx

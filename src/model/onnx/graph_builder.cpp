#include "model/onnx/graph_builder.hpp"

#include <bit>

#include "onnx.pb.h"

namespace shoal::onnx {
namespace {

static_assert(std::endian::native == std::endian::little, "the format stores constants in this order of bytes");

template <class T>
std::string bytes_of(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

proto::TensorType& described(proto::Value& value, const std::string& name, Element element, const std::string& about) {
  value.set_name(name);
  value.set_doc_string(about);
  proto::TensorType& type = *value.mutable_type()->mutable_tensor();
  type.set_element(static_cast<proto::ElementType>(element));
  type.mutable_shape()->add_dim()->set_symbol("rows");
  return type;
}

}  // namespace

std::string GraphBuilder::fresh_name(std::string_view what) {
  return part_ + "/" + std::string(what) + "_" + std::to_string(++count_);
}

std::string GraphBuilder::apply(const char* op, const std::vector<std::string>& inputs, Attributes attributes) {
  std::string name = fresh_name(op);
  apply_as(name, name, op, inputs, attributes);
  return name;
}

void GraphBuilder::apply_as(const std::string& node, const std::string& output, const char* op,
                            const std::vector<std::string>& inputs, Attributes attributes) {
  proto::Node& added = *graph_.add_node();
  added.set_name(node);
  added.set_op_type(op);
  for (const std::string& input : inputs) added.add_input(input);
  added.add_output(output);
  for (const auto& [name, value] : attributes) {
    proto::Attribute& attribute = *added.add_attribute();
    attribute.set_name(name);
    attribute.set_type(proto::Attribute::INT);
    attribute.set_i(value);
  }
}

std::string GraphBuilder::constant(Element element, std::string bytes, Shape shape) {
  proto::Tensor& tensor = *graph_.add_initializer();
  tensor.set_name(fresh_name("constant"));
  tensor.set_data_type(static_cast<proto::ElementType>(element));
  for (const std::int64_t size : shape) tensor.add_dims(size);
  tensor.set_raw_data(std::move(bytes));
  return tensor.name();
}

std::string GraphBuilder::doubles(std::span<const double> values, Shape shape) {
  return constant(Element::f64, bytes_of(values), shape);
}

std::string GraphBuilder::floats(std::span<const float> values, Shape shape) {
  return constant(Element::f32, bytes_of(values), shape);
}

std::string GraphBuilder::whole(std::span<const std::int64_t> values, Shape shape) {
  return constant(Element::i64, bytes_of(values), shape);
}

std::string GraphBuilder::truths(const std::vector<bool>& values, Shape shape) {
  std::string bytes;
  for (const bool value : values) bytes += value ? '\1' : '\0';
  return constant(Element::truth, std::move(bytes), shape);
}

std::string GraphBuilder::texts(const std::vector<std::string>& values) {
  proto::Tensor& tensor = *graph_.add_initializer();
  tensor.set_name(fresh_name("constant"));
  tensor.set_data_type(proto::STRING);
  tensor.add_dims(static_cast<std::int64_t>(values.size()));
  for (const std::string& value : values) tensor.add_string_data(value);
  return tensor.name();
}

void GraphBuilder::input(const std::string& name, Element element, std::int64_t columns, const std::string& about) {
  proto::TensorType& type = described(*graph_.add_input(), name, element, about);
  type.mutable_shape()->add_dim()->set_size(columns);
}

void GraphBuilder::output(const std::string& name, Element element, const std::string& about) {
  described(*graph_.add_output(), name, element, about);
}

}  // namespace shoal::onnx

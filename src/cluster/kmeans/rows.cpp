#include "cluster/kmeans/rows.hpp"

#include <algorithm>
#include <utility>

namespace shoal::kmeans {

Subset::Subset(const Context& context, Scalar scalar, const Matrix<double>& values) {
  if (scalar == Scalar::f32) {
    auto& copy = values_.emplace<Matrix<float>>(values.rows(), values.cols());
    std::copy(values.values().begin(), values.values().end(), copy.values().begin());
    points_ = context.device.upload(context.threads, std::as_const(copy).view());
  } else {
    points_ = context.device.upload(context.threads, std::as_const(values_.emplace<Matrix<double>>(values)).view());
  }
}

}  // namespace shoal::kmeans

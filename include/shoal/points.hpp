// The rows that are clustered, where they are computed with.
#pragma once

#include <cstdint>
#include <variant>

#include "shoal/matrix.hpp"

namespace shoal {

enum class Scalar : std::uint8_t { f32, f64 };

/// Nearest value of the scalar type.
inline double round_to(Scalar scalar, double value) {
  return scalar == Scalar::f32 ? static_cast<double>(static_cast<float>(value)) : value;
}

using HostView = std::variant<MatrixView<const float>, MatrixView<const double>>;

/// Rows [begin, end).
struct RowRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

/// n x d points resident on a device, opaque but for their shape. Every value is finite (upload() refuses others).
class Points {
 public:
  explicit Points(HostView host) : host_(host) {}
  virtual ~Points() = default;
  std::int64_t rows() const;
  std::int64_t cols() const;
  Scalar scalar() const { return host_.index() == 0 ? Scalar::f32 : Scalar::f64; }
  /// The host matrix that was uploaded; the caller keeps it alive as long as the Points.
  const HostView& host() const { return host_; }

 private:
  HostView host_;
};

}  // namespace shoal

#include <algorithm>

#include "shoal/points.hpp"

namespace shoal {

std::int64_t Points::rows() const {
  return std::visit([](const auto& view) { return view.rows; }, host_);
}

std::int64_t Points::cols() const {
  return std::visit([](const auto& view) { return view.cols; }, host_);
}

Matrix<double> gather_rows(const Points& points, std::span<const std::int64_t> rows) {
  Matrix<double> out(static_cast<std::int64_t>(rows.size()), points.cols());
  std::visit(
      [&](const auto& host) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
          std::copy_n(host.row(rows[i]), host.cols, out.row(static_cast<std::int64_t>(i)));
        }
      },
      points.host());
  return out;
}

}  // namespace shoal

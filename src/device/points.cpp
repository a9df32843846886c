#include "shoal/points.hpp"

namespace shoal {

std::int64_t Points::rows() const {
  return std::visit([](const auto& view) { return view.rows; }, host_);
}

std::int64_t Points::cols() const {
  return std::visit([](const auto& view) { return view.cols; }, host_);
}

Matrix<double> gather_rows(const Points& points, std::span<const std::int64_t> rows) {
  return std::visit([&](const auto& host) { return rows_of<double>(host, rows); }, points.host());
}

}  // namespace shoal

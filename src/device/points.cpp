#include "shoal/points.hpp"

namespace shoal {

std::int64_t Points::rows() const {
  return std::visit([](const auto& view) { return view.rows; }, host_);
}

std::int64_t Points::cols() const {
  return std::visit([](const auto& view) { return view.cols; }, host_);
}

}  // namespace shoal

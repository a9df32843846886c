#include "cpu/fit/row_bounds.hpp"

#include <limits>

#include "base/at.hpp"

namespace shoal::cpu {

bool RowBounds::update() {
  if (version_ == drift_.version()) return false;
  const bool other_shape = version_ < drift_.first_version();
  version_ = drift_.version();
  if (other_shape && lower_bounds_.size() > 0) {
    reset(lower_bounds_.size() / stride_, for_each_, [](std::int64_t) { return true; });
  }
  return true;
}

double RowBounds::drift(std::int64_t c) const {
  if (paths_at_reset_.empty()) return 0.0;
  return for_each_ ? difference_rounded_up(drift_.path(c), paths_at_reset_[at(c)])
                   : difference_rounded_up(drift_.longest_path(), paths_at_reset_[0]);
}

void RowBounds::make_room(std::int64_t n, bool for_each_centroid) {
  for_each_ = for_each_centroid;
  stride_ = for_each_ ? multiple_above(drift_.centroids().rows(), k_unit) : 1;
  paths_at_reset_ = for_each_ ? drift_.paths() : std::vector<double>{drift_.longest_path()};
  if (lower_bounds_.size() != n * stride_) lower_bounds_ = AlignedBuffer<float>(n * stride_);
  if (for_each_ && assigned_.size() != n) assigned_ = AlignedBuffer<AssignedDistance>(n);
}

void RowBounds::clear(std::int64_t first, std::int64_t end) {
  constexpr float k_infinity = std::numeric_limits<float>::infinity();
  const std::int64_t bounds = std::ssize(paths_at_reset_);
  for (std::int64_t i = first; i < end; ++i) {
    std::fill(lower_bounds(i), lower_bounds(i) + bounds, -k_infinity);
    std::fill(lower_bounds(i) + bounds, lower_bounds(i) + stride_, k_infinity);
  }
  if (for_each_) std::fill(assigned_.begin() + first, assigned_.begin() + end, AssignedDistance{0.0, -1});
}

}  // namespace shoal::cpu

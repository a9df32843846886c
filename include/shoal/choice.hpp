// Which k a sweep took, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace shoal {

struct ChosenK {
  std::int64_t k = 0;
  std::vector<std::string> reasons;  ///< sentences, the decisive one first
  std::optional<std::int64_t> elbow;
  std::optional<std::int64_t> best_silhouette;
};

}  // namespace shoal

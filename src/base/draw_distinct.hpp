// A random choice of some of many.
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "shoal/random.hpp"

namespace shoal {

/// `count` (at most n) different numbers of [0, n), in random order, every choice equally likely: the first steps of a
/// Fisher-Yates shuffle of 0 .. n - 1, of which only the places that moved are kept. O(count).
inline std::vector<std::int64_t> draw_distinct(std::int64_t n, std::int64_t count, std::uint64_t seed,
                                               Purpose purpose) {
  std::unordered_map<std::int64_t, std::int64_t> moved;
  const auto at = [&](std::int64_t place) {
    const auto found = moved.find(place);
    return found == moved.end() ? place : found->second;
  };
  std::vector<std::int64_t> drawn;
  for (std::int64_t step = 0; step < std::min(count, n); ++step) {
    const auto draw =
        random_below(static_cast<std::uint64_t>(n - step), seed, purpose, static_cast<std::uint64_t>(step));
    const std::int64_t place = step + static_cast<std::int64_t>(draw);
    drawn.push_back(at(place));
    moved[place] = at(step);
  }
  return drawn;
}

}  // namespace shoal

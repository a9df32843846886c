// The set bits of every byte, ascending.
#pragma once

#include <array>
#include <cstdint>

namespace shoal::cpu {

using LaneList = std::array<std::uint8_t, 8>;

constexpr std::array<LaneList, 256> make_lane_lists() {
  std::array<LaneList, 256> lists{};
  for (std::size_t byte = 0; byte < lists.size(); ++byte) {
    std::size_t count = 0;
    for (std::uint8_t lane = 0; lane < 8; ++lane) {
      if ((byte >> lane & 1) != 0) lists[byte][count++] = lane;
    }
  }
  return lists;
}

inline constexpr std::array<LaneList, 256> k_lane_lists = make_lane_lists();

}  // namespace shoal::cpu

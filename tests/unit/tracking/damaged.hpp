// Answers of a server with their bytes damaged, for the parsers.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tracking/client.hpp"

namespace shoal::test {

/// Damages `good` `rounds` times, up to `most` bytes of it and every seventh time its end, and gives it to all parsers. Each may only take it
/// or throw ServiceError of a closed server. Returns how often one threw.
inline int refused_when_damaged(const std::string& good, int rounds, unsigned most, unsigned seed,
                                const std::vector<std::function<void(const std::string&)>>& parsers) {
  static const std::string k_pieces = "{}[]\",:0-e\\u\xff\0n";
  std::mt19937 random(seed);
  int refused = 0;
  for (int round = 0; round < rounds; ++round) {
    std::string text = good.substr(0, round % 7 == 0 ? random() % good.size() : good.size());
    for (unsigned n = random() % (most + 1); n > 0 && !text.empty(); --n) {
      text[random() % text.size()] = k_pieces[random() % k_pieces.size()];
    }
    for (const auto& parse : parsers) {
      try {
        parse(text);
      } catch (const tracking::ServiceError& error) {
        ++refused;
        EXPECT_EQ(error.outcome(), tracking::Outcome::closed);
      }
    }
  }
  return refused;
}

}  // namespace shoal::test

// Damaged name tables are read or refused with a place; nothing else happens.
#include <gtest/gtest.h>

#include "segments/name_table.hpp"
#include "shoal/error.hpp"
#include "shoal/random.hpp"
#include "shoal/segments.hpp"

namespace shoal {
namespace {

/// Draws number `stream`, one after the other.
struct Draws {
  std::uint64_t stream;
  std::uint32_t lane = 0;
  std::size_t below(std::size_t n) {
    return static_cast<std::size_t>(random_below(n, 1, Purpose::sample, stream, lane++));
  }
};

std::string damaged(std::string text, Draws draws) {
  static const std::string k_bits = "[]=<>%px#\n\r\t 0.9eE-+and\"\\\xff\x01";
  for (std::size_t change = draws.below(12) + 1; change > 0 && !text.empty(); --change) {
    const std::size_t at = draws.below(text.size());
    switch (draws.below(4)) {
      case 0:
        text[at] = k_bits[draws.below(k_bits.size())];
        break;
      case 1:
        text.insert(at, 1, k_bits[draws.below(k_bits.size())]);
        break;
      case 2:
        text.erase(at, draws.below(40));
        break;
      default:
        text.insert(at, text.substr(draws.below(text.size()), draws.below(60)));
        break;
    }
  }
  return text;
}

TEST(FuzzNameTable, IsReadOrRefused) {
  int refused = 0;
  for (std::uint64_t round = 0; round < 4000; ++round) {
    try {
      for (const detail::NameRule& rule : detail::parse_name_table(damaged(builtin_segment_names(), {round}), "t")) {
        EXPECT_FALSE(rule.name.empty());
        EXPECT_FALSE(rule.advice.empty());
      }
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_EQ(error.where().rfind("t, line ", 0), 0u) << error.where();
      ++refused;
    }
  }
  EXPECT_GT(refused, 400);
  EXPECT_LT(refused, 4000);
}

}  // namespace
}  // namespace shoal

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace shoal::test {

/// One to eight small injuries of the bytes, the same for a seed: a byte, one of the tokens, a stretch cut out, doubled or moved,
/// the end cut off.
std::string mutated(std::string bytes, std::uint64_t seed, std::span<const std::string_view> tokens);

/// How often to try: `usual`, or SHOAL_FUZZ times as often (scripts/nightly.sh).
std::uint64_t fuzz_rounds(std::uint64_t usual);

}  // namespace shoal::test

#include "mutated.hpp"

#include <algorithm>
#include <cstdlib>

#include "shoal/random.hpp"

namespace shoal::test {
namespace {

/// Draws of one mutation.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : seed_(seed) {}
  std::size_t below(std::size_t n) { return random_below(n, seed_, Purpose::sample, next_++); }

 private:
  std::uint64_t seed_, next_ = 0;
};

}  // namespace

std::string mutated(std::string bytes, std::uint64_t seed, std::span<const std::string_view> tokens) {
  Dice dice(seed);
  const std::size_t injuries = 1 + dice.below(8);
  for (std::size_t i = 0; i < injuries && !bytes.empty(); ++i) {
    const std::size_t at = dice.below(bytes.size());
    const std::size_t length = 1 + dice.below(std::min<std::size_t>(bytes.size() - at, 40));
    switch (dice.below(6)) {
      case 0:
        bytes[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << dice.below(8)));
        break;
      case 2:
        bytes.insert(at, tokens[dice.below(tokens.size())]);
        break;
      case 3:
        bytes.erase(at, length);
        break;
      case 4:
        bytes.insert(dice.below(bytes.size()), bytes.substr(at, length));
        break;
      default:
        bytes.resize(dice.below(4) == 0 ? at : bytes.size());
    }
  }
  return bytes;
}

std::uint64_t fuzz_rounds(std::uint64_t usual) {
  const char* times = std::getenv("SHOAL_FUZZ");
  return usual * (times == nullptr ? 1 : std::strtoull(times, nullptr, 10));
}

}  // namespace shoal::test

#include "data/transactions/line_kinds.hpp"

#include <bit>
#include <utility>

#include "data/input/hashing.hpp"

namespace shoal::data {
namespace {

constexpr std::size_t k_first_slots = 1024;

bool equal(const LineKind& a, const LineKind& b) {
  return a.item == b.item && a.description == b.description && a.quantity == b.quantity &&
         a.unit_price == b.unit_price && a.amount == b.amount;
}

/// 0 and -0 are equal, so they must hash alike.
std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

}  // namespace

LineKinds::LineKinds() : slots_(k_first_slots, -1) {}

std::uint64_t LineKinds::hash(const LineKind& kind) {
  const std::uint64_t texts =
      std::uint64_t{static_cast<std::uint32_t>(kind.item)} << 32 | static_cast<std::uint32_t>(kind.description);
  // The amount follows from the price, or the price from the amount: one of them is enough.
  return mix(mix(texts ^ k_hash_a, k_hash_b) ^ bits(kind.quantity),
             mix(bits(kind.unit_price) ^ k_hash_b, k_hash_a) | 1);
}

std::int32_t LineKinds::code(const LineKind& kind) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash(kind) & mask;
  for (; slots_[at] >= 0; at = (at + 1) & mask) {
    if (equal(kinds_[static_cast<std::size_t>(slots_[at])], kind)) return slots_[at];
  }
  const auto code = static_cast<std::int32_t>(kinds_.size());
  slots_[at] = code;
  kinds_.push_back(kind);
  if (kinds_.size() * 2 > slots_.size()) grow();
  return code;
}

std::vector<LineKind> LineKinds::take() {
  slots_.assign(k_first_slots, -1);
  slots_.shrink_to_fit();
  return std::exchange(kinds_, {});
}

void LineKinds::grow() {
  slots_.assign(slots_.size() * 2, -1);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    std::size_t at = hash(kinds_[i]) & mask;
    while (slots_[at] >= 0) at = (at + 1) & mask;
    slots_[at] = static_cast<std::int32_t>(i);
  }
}

}  // namespace shoal::data

#include <algorithm>
#include <bit>
#include <numeric>

#include "data/transactions/transaction_builder.hpp"

namespace shoal::data {
namespace {

constexpr std::size_t k_groups_a_task = 4096;
constexpr std::uint32_t k_free = 0xFFFFFFFFu;

/// The receipts of each invoice or customer, in file order.
struct Groups {
  std::vector<std::uint32_t> first;     ///< groups + 1, into `receipts`
  std::vector<std::uint32_t> receipts;  ///< numbers
};

Groups group_receipts(const Transactions& lines, bool by_customer) {
  // No customer is a group of its own.
  const auto group = [&](const Receipt& receipt) {
    return static_cast<std::size_t>(by_customer ? receipt.customer + 1 : receipt.invoice);
  };
  const std::size_t count = by_customer ? lines.customer.size() + 1 : lines.invoice.size();
  Groups groups{std::vector<std::uint32_t>(count + 1), {}};
  for (const Receipt& receipt : lines.receipts) ++groups.first[group(receipt) + 1];
  std::partial_sum(groups.first.begin(), groups.first.end(), groups.first.begin());
  groups.receipts.resize(lines.receipts.size());
  for (std::size_t r = lines.receipts.size(); r-- > 0;) {
    auto& end = groups.first[group(lines.receipts[r]) + 1];
    groups.receipts[--end] = static_cast<std::uint32_t>(r);
  }
  // Each place now holds the begin of the group before it.
  groups.first.erase(groups.first.begin());
  groups.first.push_back(static_cast<std::uint32_t>(lines.receipts.size()));
  return groups;
}

/// Marks the repeats among the lines of one group after the other: equal lines are in one group.
class Finder {
 public:
  Finder(Transactions& lines, const std::vector<WideHash>& rest) : lines_(lines), rest_(rest) {}

  void one_group(std::span<const std::uint32_t> receipts) {
    std::size_t count = 0;
    for (const std::uint32_t receipt : receipts) {
      const LineRange range = lines_.lines_of(receipt);
      count += range.end - range.begin;
    }
    if (count < 2) return;
    slots_.assign(std::bit_ceil(2 * count), {k_free, 0});
    for (const std::uint32_t receipt : receipts) {
      const LineRange range = lines_.lines_of(receipt);
      for (std::size_t line = range.begin; line < range.end; ++line) lines_.repeat[line] = seen(line, receipt) ? 1 : 0;
    }
  }

 private:
  struct Slot {
    std::uint32_t line, receipt;
  };

  bool seen(std::size_t line, std::uint32_t receipt) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = hash(line, receipt) & mask;
    for (; slots_[at].line != k_free; at = (at + 1) & mask) {
      if (equal(slots_[at], line, receipt)) return true;
    }
    slots_[at] = {static_cast<std::uint32_t>(line), receipt};
    return false;
  }

  std::uint64_t hash(std::size_t line, std::uint32_t receipt) const {
    const Receipt& head = lines_.receipts[receipt];
    std::uint64_t h = mix(static_cast<std::uint32_t>(lines_.kind[line]) ^ k_hash_a, k_hash_b);
    h = mix(h ^ static_cast<std::uint64_t>(head.time), k_hash_b);
    h = mix(h ^ static_cast<std::uint32_t>(head.customer), k_hash_a);
    return rest_.empty() ? h : mix(h ^ rest_[line].first, k_hash_a);
  }

  bool equal(const Slot& slot, std::size_t line, std::uint32_t receipt) const {
    if (lines_.kind[slot.line] != lines_.kind[line] || (!rest_.empty() && rest_[slot.line] != rest_[line]))
      return false;
    if (slot.receipt == receipt) return true;
    const Receipt &a = lines_.receipts[slot.receipt], &b = lines_.receipts[receipt];
    return a.time == b.time && a.customer == b.customer && a.country == b.country;
  }

  Transactions& lines_;
  const std::vector<WideHash>& rest_;
  std::vector<Slot> slots_;  ///< open addressing; a power of two, at most half full
};

}  // namespace

void find_repeats(ThreadPool& threads, Transactions& lines, const std::vector<WideHash>& rest, bool by_customer) {
  lines.repeat.assign(lines.kind.size(), 0);
  const Groups groups = group_receipts(lines, by_customer);
  const std::size_t count = groups.first.size() - 1;
  threads.run(static_cast<std::int64_t>((count + k_groups_a_task - 1) / k_groups_a_task), [&](std::int64_t task, int) {
    Finder finder(lines, rest);
    const std::size_t begin = static_cast<std::size_t>(task) * k_groups_a_task;
    for (std::size_t i = begin; i < std::min(begin + k_groups_a_task, count); ++i) {
      finder.one_group({groups.receipts.data() + groups.first[i], groups.receipts.data() + groups.first[i + 1]});
    }
  });
}

}  // namespace shoal::data

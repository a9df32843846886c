#include <algorithm>
#include <bit>
#include <numeric>

#include "data/transaction_builder.hpp"

namespace shoal::data {
namespace {

constexpr int k_partition_bits = 6;
constexpr std::size_t k_partitions = std::size_t{1} << k_partition_bits;
constexpr std::size_t k_chunk = std::size_t{1} << 16;
constexpr std::uint32_t k_free = 0xFFFFFFFFu;

/// Compares lines by everything that is known of them.
class LineEquality {
 public:
  LineEquality(const Transactions& lines, const std::vector<WideHash>& rest) : lines_(lines), rest_(rest) {
    for (const TextColumn* column :
         {&lines.invoice, &lines.item, &lines.description, &lines.customer, &lines.country}) {
      if (!column->codes.empty()) codes_.push_back(column->codes.data());
    }
  }

  std::uint64_t hash(std::size_t i) const {
    std::uint64_t h = k_hash_a;
    for (const std::int32_t* codes : codes_) h = mix(h ^ static_cast<std::uint32_t>(codes[i]), k_hash_b);
    h = mix(h ^ bits(lines_.quantity[i]), k_hash_b);
    h = mix(h ^ bits(lines_.unit_price[i]), k_hash_a);
    h = mix(h ^ static_cast<std::uint64_t>(lines_.time[i]), k_hash_b);
    return rest_.empty() ? h : mix(h ^ rest_[i].first, k_hash_a);
  }

  bool equal(std::size_t a, std::size_t b) const {
    for (const std::int32_t* codes : codes_) {
      if (codes[a] != codes[b]) return false;
    }
    return lines_.quantity[a] == lines_.quantity[b] && lines_.unit_price[a] == lines_.unit_price[b] &&
           lines_.time[a] == lines_.time[b] && (rest_.empty() || rest_[a] == rest_[b]);
  }

 private:
  /// 0 and -0 are equal, so they must hash alike.
  static std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value + 0.0); }

  const Transactions& lines_;
  const std::vector<WideHash>& rest_;
  std::vector<const std::int32_t*> codes_;
};

std::vector<std::uint64_t> hash_lines(ThreadPool& threads, const LineEquality& lines, std::size_t n) {
  std::vector<std::uint64_t> hashes(n);
  threads.run(static_cast<std::int64_t>((n + k_chunk - 1) / k_chunk), [&](std::int64_t task, int) {
    const std::size_t begin = static_cast<std::size_t>(task) * k_chunk;
    for (std::size_t i = begin; i < std::min(n, begin + k_chunk); ++i) hashes[i] = lines.hash(i);
  });
  return hashes;
}

std::size_t partition_of(std::uint64_t hash) { return hash >> (64 - k_partition_bits); }

}  // namespace

void find_row_groups(ThreadPool& threads, Transactions& lines, const std::vector<WideHash>& rest) {
  const auto n = static_cast<std::size_t>(lines.rows());
  const LineEquality equality(lines, rest);
  const std::vector<std::uint64_t> hashes = hash_lines(threads, equality, n);

  // Lines in order of (partition, line number): a partition's table stays in the cache.
  std::array<std::size_t, k_partitions + 1> begin{};
  for (const std::uint64_t hash : hashes) ++begin[partition_of(hash) + 1];
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> order(n);
  auto next = begin;
  for (std::size_t i = 0; i < n; ++i) order[next[partition_of(hashes[i])]++] = static_cast<std::uint32_t>(i);

  lines.row_group.resize(n);
  threads.run(k_partitions, [&](std::int64_t task, int) {
    const std::size_t first = begin[static_cast<std::size_t>(task)], last = begin[static_cast<std::size_t>(task) + 1];
    std::vector<std::uint32_t> slots(std::bit_ceil(2 * (last - first) + 1), k_free);
    for (std::size_t at = first; at < last; ++at) {
      const std::uint32_t line = order[at];
      std::size_t slot = hashes[line] & (slots.size() - 1);
      while (slots[slot] != k_free && (hashes[slots[slot]] != hashes[line] || !equality.equal(slots[slot], line))) {
        slot = (slot + 1) & (slots.size() - 1);
      }
      if (slots[slot] == k_free) slots[slot] = line;
      lines.row_group[line] = slots[slot];
    }
  });
}

}  // namespace shoal::data

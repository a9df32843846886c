#include "metrics/contingency.hpp"

#include <algorithm>
#include <unordered_map>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::metrics {
namespace {

using Cells = std::vector<Contingency::Cell>;

/// Replaces the values in one member of the cells by their rank among the distinct ones and returns the rows of each.
std::vector<std::int64_t> number_groups(Cells& cells, std::int64_t Contingency::Cell::*side) {
  std::sort(cells.begin(), cells.end(), [side](const auto& x, const auto& y) { return x.*side < y.*side; });
  std::vector<std::int64_t> rows;
  std::int64_t value = 0;
  for (auto& cell : cells) {
    if (rows.empty() || cell.*side != value) {
      value = cell.*side;
      rows.push_back(0);
    }
    rows.back() += cell.count;
    cell.*side = std::ssize(rows) - 1;
  }
  return rows;
}

}  // namespace

Contingency contingency(std::span<const std::int32_t> a, std::span<const std::int32_t> b) {
  if (a.size() != b.size()) {
    throw Error(ErrorCode::data, grouped(std::ssize(a)) + " labels against " + grouped(std::ssize(b)),
                "give both labellings of the same rows, in the same order");
  }
  std::unordered_map<std::uint64_t, std::int64_t> counts;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ++counts[(std::uint64_t{static_cast<std::uint32_t>(a[i])} << 32) | static_cast<std::uint32_t>(b[i])];
  }
  Contingency out;
  out.rows = std::ssize(a);
  out.cells.reserve(counts.size());
  for (const auto& [key, count] : counts) {
    out.cells.push_back({static_cast<std::int32_t>(key >> 32), static_cast<std::int32_t>(key), count});
  }
  out.in_a = number_groups(out.cells, &Contingency::Cell::a);
  out.in_b = number_groups(out.cells, &Contingency::Cell::b);
  std::sort(out.cells.begin(), out.cells.end(),
            [](const auto& x, const auto& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return out;
}

}  // namespace shoal::metrics

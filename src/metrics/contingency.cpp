#include "metrics/contingency.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::metrics {
namespace {

using Cells = std::vector<Contingency::Cell>;

struct Groups {
  std::vector<std::int64_t> values, rows;
};

/// Replaces the values in one member of the cells by their rank among the distinct ones.
Groups number_groups(Cells& cells, std::int64_t Contingency::Cell::*side) {
  std::sort(cells.begin(), cells.end(), [side](const auto& x, const auto& y) { return x.*side < y.*side; });
  Groups groups;
  for (auto& cell : cells) {
    if (groups.rows.empty() || cell.*side != groups.values.back()) {
      groups.values.push_back(cell.*side);
      groups.rows.push_back(0);
    }
    groups.rows.back() += cell.count;
    cell.*side = std::ssize(groups.rows) - 1;
  }
  return groups;
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
  Groups a_groups = number_groups(out.cells, &Contingency::Cell::a);
  Groups b_groups = number_groups(out.cells, &Contingency::Cell::b);
  out.values_a = std::move(a_groups.values);
  out.values_b = std::move(b_groups.values);
  out.in_a = std::move(a_groups.rows);
  out.in_b = std::move(b_groups.rows);
  std::sort(out.cells.begin(), out.cells.end(),
            [](const auto& x, const auto& y) { return x.a != y.a ? x.a < y.a : x.b < y.b; });
  return out;
}

}  // namespace shoal::metrics

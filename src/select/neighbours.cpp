// What one cluster more or fewer would change.
#include <algorithm>
#include <numeric>

#include "metrics/contingency.hpp"
#include "shoal/error.hpp"
#include "shoal/sweep.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

/// The finer clustering as a refinement of the coarser one.
struct Split {
  std::vector<std::vector<std::int64_t>> children;  ///< per coarse cluster: the finer ones that lie mostly in it
  std::vector<std::int64_t> kept;                   ///< per finer cluster: its rows inside that parent
  std::int64_t moved = 0;                           ///< rows of finer clusters outside their parents

  /// With more than a tenth of the rows elsewhere it is another clustering, not a finer one.
  bool nested() const { return 10 * moved <= moved + std::accumulate(kept.begin(), kept.end(), std::int64_t{0}); }
};

Split split_of(const SweepEntry& coarse, const SweepEntry& fine) {
  Split split;
  split.children.resize(static_cast<std::size_t>(coarse.k));
  std::vector<std::int64_t> parent(static_cast<std::size_t>(fine.k), k_noise);
  split.kept.resize(parent.size());
  const metrics::Contingency table = metrics::contingency(coarse.fit.labels, fine.fit.labels);
  for (const auto& cell : table.cells) {
    const std::int64_t above = table.values_a[static_cast<std::size_t>(cell.a)];
    const std::int64_t below = table.values_b[static_cast<std::size_t>(cell.b)];
    if (above == k_noise || below == k_noise) continue;
    const auto child = static_cast<std::size_t>(below);
    if (cell.count <= split.kept[child]) continue;
    split.kept[child] = cell.count;
    parent[child] = above;
  }
  for (std::size_t child = 0; child < parent.size(); ++child) {
    split.moved += fine.fit.sizes[child] - split.kept[child];
    if (parent[child] == k_noise) continue;  // all its rows are noise in the coarser clustering
    split.children[static_cast<std::size_t>(parent[child])].push_back(static_cast<std::int64_t>(child));
  }
  return split;
}

struct Notes {
  std::string_view group, rows;

  /// People count from 1.
  static std::string number(std::int64_t cluster) { return std::to_string(cluster + 1); }

  std::string others(const Split& split) const {
    return split.moved == 0 ? "." : " (others that move: " + grouped(split.moved) + ").";
  }

  std::string redrawn(std::int64_t k, const Split& split) const {
    return "k = " + std::to_string(k) + " would redraw the borders: " + grouped(split.moved) + " " + std::string(rows) +
           " would move between " + std::string(group) + "s.";
  }

  /// k parents of k + 1 children: when one alone does not stay whole, it has two.
  std::string finer(const SweepEntry& chosen, const SweepEntry& next) const {
    const Split split = split_of(chosen, next);
    const auto whole = [](const auto& children) { return children.size() == 1; };
    if (!split.nested() || std::count_if(split.children.begin(), split.children.end(), whole) != chosen.k - 1) {
      return redrawn(next.k, split);
    }
    const auto parted = std::find_if_not(split.children.begin(), split.children.end(), whole);
    const auto size = [&](std::size_t i) { return grouped(split.kept[static_cast<std::size_t>((*parted)[i])]); };
    return "k = " + std::to_string(next.k) + " would split " + std::string(group) + " " +
           number(parted - split.children.begin()) + " into " + size(0) + " and " + size(1) + " " + std::string(rows) +
           others(split);
  }

  /// k - 1 parents of k children: when none is without a child, one has two.
  std::string coarser(const SweepEntry& chosen, const SweepEntry& previous) const {
    const Split split = split_of(previous, chosen);
    const auto childless = [](const auto& children) { return children.empty(); };
    if (!split.nested() || std::any_of(split.children.begin(), split.children.end(), childless)) {
      return redrawn(previous.k, split);
    }
    const auto merged = std::find_if(split.children.begin(), split.children.end(),
                                     [](const auto& children) { return children.size() == 2; });
    return "k = " + std::to_string(previous.k) + " would merge " + std::string(group) + "s " + number(merged->front()) +
           " and " + number(merged->back()) + others(split);
  }
};

}  // namespace

std::vector<std::string> neighbour_notes(const SweepResult& sweep, std::int64_t k, std::string_view group,
                                         std::string_view rows) {
  const auto find = [&](std::int64_t wanted) {
    const auto at = std::find_if(sweep.entries.begin(), sweep.entries.end(),
                                 [&](const SweepEntry& entry) { return entry.k == wanted; });
    return at == sweep.entries.end() ? nullptr : &*at;
  };
  const SweepEntry* chosen = find(k);
  if (chosen == nullptr) throw Error(ErrorCode::usage, "k = " + std::to_string(k) + " is not in the sweep");
  const Notes notes{group, rows};
  std::vector<std::string> out;
  if (const SweepEntry* next = find(k + 1)) out.push_back(notes.finer(*chosen, *next));
  if (const SweepEntry* previous = find(k - 1)) out.push_back(notes.coarser(*chosen, *previous));
  return out;
}

}  // namespace shoal

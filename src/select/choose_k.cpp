#include <algorithm>

#include "select/candidates.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace select {

// Under 1 % of the rows or under 10 rows is small; but a quarter of the average cluster never is, or many clusters and
// small tables could not be.
std::int64_t least_rows(std::int64_t rows, std::int64_t k) {
  return std::min(std::max<std::int64_t>(10, (rows + 99) / 100), std::max<std::int64_t>(1, rows / (4 * k)));
}

bool clear_valley(const Valley& valley) {
  return rounded(valley.depth) >= k_clear_depth && rounded(valley.contrast) >= k_clear_contrast;
}

namespace {

struct Recovery {
  double mean = 1.0, weakest = 1.0;  ///< rounded
};

Recovery recovery_of(const SweepEntry& entry) {
  if (!entry.stability) return {};
  return {rounded(*entry.stability), rounded(*std::ranges::min_element(entry.cluster_stability))};
}

bool holds(const Recovery& recovery, double mean, double weakest) {
  return recovery.mean >= mean && recovery.weakest >= weakest;
}

bool valley_at_a_bend(const Valley& valley) {
  return rounded(valley.depth) >= k_bend_depth && rounded(valley.contrast) >= k_bend_contrast;
}

Candidate make_candidate(const SweepEntry& entry, std::int64_t rows, const std::optional<Elbow>& elbow) {
  Candidate out;
  out.entry = &entry;
  out.k = entry.k;
  out.score = rounded(entry.silhouette ? entry.silhouette->mean : -entry.davies_bouldin);
  const Recovery recovery = recovery_of(entry);
  out.stability = recovery.mean;
  out.weakest = recovery.weakest;
  out.least_rows = least_rows(rows, entry.k);
  out.large_enough = entry.smallest >= out.least_rows;
  out.stable = comes_back(entry);
  out.well_formed = out.large_enough && holds(recovery, k_well_mean, k_well_weakest);
  const bool bend = elbow && elbow->k == entry.k;
  out.apart = clear_valley(entry.valley) || (bend && valley_at_a_bend(entry.valley));
  out.repeats = entry.fit.inertia == 0.0 && entry.smallest >= 2;
  return out;
}

std::optional<Elbow> elbow_of(const SweepResult& sweep) {
  std::vector<std::int64_t> k{1};
  std::vector<double> inertia{sweep.inertia_one};
  for (const SweepEntry& entry : sweep.entries) {
    k.push_back(entry.k);
    inertia.push_back(entry.fit.inertia);
  }
  return locate_elbow(k, inertia);
}

/// Among the candidates that `fits` admits: the largest k whose score is within k_same_silhouette of the best, for more
/// clusters that are told apart as well say more; where the stability is unknown the smallest such k, for nothing else
/// would hold k back.
template <class Fits>
std::optional<std::size_t> best_score(const std::vector<Candidate>& candidates, const Fits& fits) {
  std::optional<double> best;
  for (const Candidate& c : candidates) {
    if (fits(c) && (!best || c.score > *best)) best = c.score;
  }
  std::optional<std::size_t> found;
  for (std::size_t i = 0; best && i < candidates.size(); ++i) {
    if (!fits(candidates[i]) || rounded(*best - candidates[i].score) > k_same_silhouette) continue;
    if (!found || candidates[i].entry->stability) found = i;
  }
  return found;
}

/// The most stable of the candidates that `fits` admits, ties to the smaller k.
template <class Fits>
std::optional<std::size_t> most_stable(const std::vector<Candidate>& candidates, const Fits& fits) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (fits(candidates[i]) && (!found || candidates[i].stability > candidates[*found].stability)) found = i;
  }
  return found;
}

template <class Fits>
std::optional<std::size_t> smallest(const std::vector<Candidate>& candidates, const Fits& fits) {
  const auto found = std::find_if(candidates.begin(), candidates.end(), fits);
  return found == candidates.end() ? std::nullopt : std::optional<std::size_t>(found - candidates.begin());
}

template <class Fits>
std::optional<std::size_t> largest(const std::vector<Candidate>& candidates, const Fits& fits) {
  const auto found = std::find_if(candidates.rbegin(), candidates.rend(), fits);
  return found == candidates.rend() ? std::nullopt : std::optional<std::size_t>(candidates.rend() - found - 1);
}

void decide(Choice& choice) {
  const auto& all = choice.candidates;
  const auto take = [&](Reason reason, std::optional<std::size_t> index) {
    if (!index) return false;
    choice.reason = reason;
    choice.chosen = *index;
    return true;
  };
  if (all.size() == 1) return;
  if (take(Reason::repeats, largest(all, [](const Candidate& c) { return c.repeats && c.qualified(); }))) return;
  if (take(Reason::apart, largest(all, [](const Candidate& c) { return c.apart && c.qualified(); }))) return;
  const auto at_elbow = [&](const Candidate& c) { return choice.elbow && c.k == choice.elbow->k && c.qualified(); };
  if (take(Reason::elbow, smallest(all, at_elbow))) return;
  if (take(Reason::silhouette, best_score(all, [](const Candidate& c) { return c.k > 2 && c.well_formed; }))) return;
  if (take(Reason::two, smallest(all, [](const Candidate& c) { return c.k == 2 && c.qualified(); }))) return;
  if (take(Reason::qualified, best_score(all, [](const Candidate& c) { return c.qualified(); }))) return;
  if (take(Reason::unstable, most_stable(all, [](const Candidate& c) { return c.large_enough; }))) return;
  if (take(Reason::giants, smallest(all, [](const Candidate& c) { return c.k > 2 && c.stability >= k_stable_mean; }))) {
    return;
  }
  take(Reason::giants, most_stable(all, [](const Candidate& c) { return c.k > 2; }));
}

}  // namespace

bool comes_back(const SweepEntry& entry) { return holds(recovery_of(entry), k_stable_mean, k_stable_weakest); }

Choice choose(const SweepResult& sweep, std::int64_t rows) {
  if (sweep.entries.empty()) throw Error(ErrorCode::internal, "no k to choose from");
  Choice choice;
  choice.elbow = elbow_of(sweep);
  for (const SweepEntry& entry : sweep.entries) choice.candidates.push_back(make_candidate(entry, rows, choice.elbow));
  for (std::size_t i = 0; i < choice.candidates.size(); ++i) {
    if (!sweep.entries[i].silhouette) continue;
    if (!choice.best_silhouette || choice.candidates[i].score > choice.candidates[*choice.best_silhouette].score) {
      choice.best_silhouette = i;
    }
  }
  decide(choice);
  return choice;
}

}  // namespace select

ChosenK choose_k(const SweepResult& sweep, std::int64_t rows) {
  const select::Choice choice = select::choose(sweep, rows);
  ChosenK out;
  out.k = choice.candidates[choice.chosen].k;
  out.reasons = select::explain(sweep, choice, rows);
  if (choice.elbow) out.elbow = choice.elbow->k;
  if (choice.best_silhouette) out.best_silhouette = choice.candidates[*choice.best_silhouette].k;
  return out;
}

}  // namespace shoal

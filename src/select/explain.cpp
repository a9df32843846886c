// The choice of k in words. A sentence says what the measures show and no more: tests/support/engine/told_truth.cpp holds
// every one of them against the sweep that it was said of.
#include <algorithm>
#include <string>

#include "select/candidates.hpp"
#include "shoal/text.hpp"

namespace shoal::select {
namespace {

std::string k_is(std::int64_t k) { return "k = " + std::to_string(k); }
std::string decimals(double value, int places = 3) { return grouped(value, places); }
std::string percent(double share) { return grouped(100.0 * share, 0) + " %"; }
std::string overlap(double mean) { return "mean overlap " + decimals(mean, 2); }

struct Words {
  const Choice& choice;
  std::int64_t rows;
  int resamples;
  const Candidate& chosen = choice.candidates[choice.chosen];
  std::string measure = choice.best_silhouette ? "silhouette" : "Davies-Bouldin index";
  std::string best = choice.best_silhouette ? "highest" : "lowest";

  double shown(const Candidate& c) const { return choice.best_silhouette ? c.score : -c.score; }
  bool only() const { return choice.candidates.size() == 1; }

  template <class Fits>
  const Candidate* last_of(const Fits& fits) const {
    const auto at = std::find_if(choice.candidates.rbegin(), choice.candidates.rend(), fits);
    return at == choice.candidates.rend() ? nullptr : &*at;
  }

  /// The score with as many digits, three to six, as set it apart from those of all others that fit.
  template <class Fits>
  std::string told(const Candidate& c, const Fits& fits) const {
    int places = 3;
    const auto alike = [&](const Candidate& other) {
      return &other != &c && fits(other) && decimals(shown(other), places) == decimals(shown(c), places);
    };
    while (places < 6 && std::ranges::any_of(choice.candidates, alike)) ++places;
    std::vector<std::string> equal;
    for (const Candidate& other : choice.candidates) {
      if (alike(other)) equal.push_back(std::to_string(other.k));
    }
    return decimals(shown(c), places) + (equal.empty() ? "" : " (as k = " + join(equal, ", ") + " has)");
  }
  static bool any(const Candidate&) { return true; }

  // What speaks against a k, as the end of a sentence.

  std::string too_small(const Candidate& c) const {
    return "its smallest group has " + grouped(c.entry->smallest) + " of " + grouped(rows) + " rows (at least " +
           grouped(c.least_rows) + " are asked for)";
  }
  std::string not_stable(const Candidate& c) const {
    if (c.stability < k_stable_mean) {
      return "its groups do not come back in resamples (" + overlap(c.stability) + ", at least " +
             decimals(k_stable_mean, 2) + " is asked for)";
    }
    return "one of its groups does not come back in resamples (" + overlap(c.weakest) + ", at least " +
           decimals(k_stable_weakest, 2) + " is asked for)";
  }
  std::string no_valley(const Candidate& c) const {
    return "two of its groups have no clear valley between them (depth " + decimals(c.entry->valley.depth, 2) + ", " +
           decimals(c.entry->valley.contrast, 1) + " standard errors)";
  }
  std::string unqualified(const Candidate& c) const { return c.large_enough ? not_stable(c) : too_small(c); }

  std::string against(const Candidate& other) const {
    if (!other.qualified()) return unqualified(other);
    if (choice.reason == Reason::repeats) return "its groups hold rows that differ";
    if (choice.reason == Reason::apart) {
      return other.apart ? k_is(chosen.k) + " has more groups that are apart" : no_valley(other);
    }
    if (choice.reason == Reason::elbow) return "the bend of the inertia curve counts for more";
    if (other.well_formed) return "two groups are the coarsest cut through any data";
    return "its groups hold up less well in resamples than is asked for (" + overlap(other.stability) + ", " +
           decimals(other.weakest, 2) + " for the least stable one)";
  }

  // The decisive sentence.

  std::string apart() const {
    return "The groups of " + k_is(chosen.k) +
           " are apart: between any two of them the rows thin out, between the two that are told apart least surely "
           "to " +
           percent(1.0 - chosen.entry->valley.depth) + " of the lower peak.";
  }
  std::string elbow() const {
    return "The inertia curve has its elbow at " + k_is(chosen.k) + ": up to there each doubling of k takes away " +
           percent(choice.elbow->before) + " of the inertia, beyond it " + percent(choice.elbow->after) + ".";
  }
  /// "Of the k above 2 ... k = 4 has the highest silhouette, 0.338."
  std::string by_score(const std::string& field, bool (*fits)(const Candidate&)) const {
    const Candidate* top = &chosen;
    for (const Candidate& c : choice.candidates) {
      if (fits(c) && c.score > top->score) top = &c;
    }
    std::string text = "Of the " + field + ", " + k_is(chosen.k);
    if (top == &chosen) return text + " has the " + best + " " + measure + ", " + told(chosen, fits) + ".";
    return text + " is the " + (resamples > 0 ? "largest" : "smallest") + " whose " + measure + ", " +
           decimals(shown(chosen)) + ", is within " + decimals(k_same_silhouette, 2) + " of the " + best + ", " +
           decimals(shown(*top)) + " at " + k_is(top->k) + ".";
  }
  std::string by_silhouette() const {
    const std::string stable = "whose groups hold up well in resamples (mean overlap at least " +
                               decimals(k_well_mean, 2) + ", " + decimals(k_well_weakest, 2) +
                               " for each group) and are not tiny";
    return by_score(resamples > 0 ? "k above 2 " + stable : "k above 2 without a tiny group",
                    [](const Candidate& c) { return c.k > 2 && c.well_formed; });
  }
  std::string of_qualified() const {
    const std::string stable = "k whose groups come back in resamples (mean overlap at least " +
                               decimals(k_stable_mean, 2) + ", " + decimals(k_stable_weakest, 2) +
                               " for each group) and are not tiny";
    return by_score(resamples > 0 ? stable : "k without a tiny group",
                    [](const Candidate& c) { return c.qualified(); });
  }
  std::string two() const {
    if (resamples == 0) return "Every k above 2 has a tiny group.";
    return "No k above 2 has groups that hold up well in resamples (mean overlap at least " + decimals(k_well_mean, 2) +
           ", " + decimals(k_well_weakest, 2) + " for each group) and are not tiny.";
  }
  std::string unstable() const {
    const std::string nearest = k_is(chosen.k) + " comes nearest (" + overlap(chosen.stability) + ").";
    if (last_of([](const Candidate& c) { return c.stable; }) != nullptr) {
      return "No k has groups that come back in resamples and are not tiny; of those without a tiny group, " + nearest;
    }
    const bool tiny = last_of([](const Candidate& c) { return !c.large_enough; }) != nullptr;
    return std::string("No k has groups that come back in resamples: the data show no group structure; ") +
           (tiny ? "of those without a tiny group, " : "") + nearest;
  }
  std::string giants() const {
    const std::string why = resamples == 0 ? "it is the smallest k above 2"
                            : chosen.stability >= k_stable_mean
                                ? "it is the smallest k above 2 with a mean overlap of at "
                                  "least " +
                                      decimals(k_stable_mean, 2) + " in resamples"
                                : "of the k above 2 its groups come back best in resamples";
    return "Every k has a tiny group; with " + k_is(chosen.k) + ", " + too_small(chosen) + ", and " + why +
           ". A log transform or winsorising would tame extreme rows.";
  }
  std::string decisive() const {
    switch (choice.reason) {
      case Reason::only:
        return "Only " + k_is(chosen.k) + " was tried.";
      case Reason::repeats:
        return "Rows repeat: with " + k_is(chosen.k) + " all rows of a group are equal, and the inertia is 0.";
      case Reason::apart:
        return apart();
      case Reason::elbow:
        return elbow();
      case Reason::silhouette:
        return by_silhouette();
      case Reason::two:
        return two();
      case Reason::qualified:
        return of_qualified();
      case Reason::unstable:
        return unstable();
      case Reason::giants:
        return giants();
    }
    return {};
  }

  // What else there is to say.

  std::string score() const { return "Its " + measure + " is " + decimals(shown(chosen)) + "."; }

  /// Two standard errors: how far the mean of other resamples may lie from this one.
  std::string within() const {
    const auto error = chosen.entry->stability_standard_error;
    return error && *error > 0 ? " ± " + decimals(2.0 * *error, 2) : "";
  }
  std::string recovered() const {
    const auto& counts = chosen.entry->cluster_recovered;
    const int least = *std::min_element(counts.begin(), counts.end());
    return "Each group came back in " + std::string(least < resamples ? "at least " : "") + std::to_string(least) +
           " of " + std::to_string(resamples) + " resamples (" + overlap(chosen.stability) + within() + ").";
  }

  /// Why none of the larger k was taken.
  std::string beyond() const {
    const Candidate* other =
        last_of([&](const Candidate& c) { return c.k > chosen.k && clear_valley(c.entry->valley); });
    if (other == nullptr) return "No larger k that was tried has clear valleys between all its groups.";
    return k_is(other->k) + " has clear valleys as well, but " + unqualified(*other) + ".";
  }
  bool at_the_end() const {
    const bool found = choice.reason != Reason::unstable && choice.reason != Reason::giants;
    return found && &chosen == &choice.candidates.back() && chosen.k + 1 < rows && chosen.entry->fit.inertia > 0.0;
  }
  std::string try_more() const {
    return k_is(chosen.k) + " is the last that was tried; try larger ones too: -k " +
           std::to_string(choice.candidates.front().k) + ".." + std::to_string(2 * chosen.k) + ".";
  }
  /// Other k that are right too.
  std::string also_apart() const {
    std::vector<std::string> others;
    for (const Candidate& c : choice.candidates) {
      if (c.k < chosen.k && c.apart && c.qualified()) others.push_back(std::to_string(c.k));
    }
    if (others.empty()) return {};
    return "Coarser, and apart as well: k = " + join(others, ", ") + ".";
  }
  std::string touching() const {
    if (only()) return "But " + no_valley(chosen) + ".";
    const Candidate* clear = last_of([](const Candidate& c) { return c.apart; });
    if (clear != nullptr) {
      return k_is(clear->k) + " has clear valleys between all its groups, but " + unqualified(*clear) + ".";
    }
    return "No k that was tried has clear valleys between all its groups: where groups touch, their border lies where "
           "it "
           "is most useful.";
  }

  /// The best score of all, when it is more than a little above the chosen one's.
  const Candidate* rival() const {
    const auto top = std::max_element(choice.candidates.begin(), choice.candidates.end(),
                                      [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    return rounded(top->score - chosen.score) > k_same_silhouette ? &*top : nullptr;
  }
  std::string against_rival(const Candidate& top) const {
    return k_is(top.k) + " has the " + best + " " + measure + " (" + told(top, any) + "), but " + against(top) + ".";
  }
  std::string elbow_elsewhere() const {
    const auto at = std::find_if(choice.candidates.begin(), choice.candidates.end(),
                                 [&](const Candidate& c) { return c.k == choice.elbow->k; });
    return "The inertia curve has its elbow at " + k_is(at->k) + ", but " + against(*at) + ".";
  }

  void about_chosen(std::vector<std::string>& out) const {
    if (choice.reason != Reason::silhouette && choice.reason != Reason::qualified) out.push_back(score());
    if (chosen.entry->stability && choice.reason != Reason::unstable) out.push_back(recovered());
    if (only() && !chosen.large_enough) out.push_back("But " + too_small(chosen) + ".");
  }
  void about_valleys(std::vector<std::string>& out) const {
    if (choice.reason == Reason::repeats) return;
    const bool apart_for_sure = chosen.apart && (choice.reason == Reason::apart || only());
    if (!apart_for_sure) return out.push_back(touching());
    if (only()) return out.push_back(apart());
    if (&chosen != &choice.candidates.back()) out.push_back(beyond());
    if (const std::string others = also_apart(); !others.empty()) out.push_back(others);
  }
};

}  // namespace

std::vector<std::string> explain(const SweepResult& sweep, const Choice& choice, std::int64_t rows) {
  const Words words{choice, rows, sweep.bootstraps};
  std::vector<std::string> reasons = {words.decisive()};
  words.about_chosen(reasons);
  const Candidate* rival = words.rival();
  if (rival != nullptr) reasons.push_back(words.against_rival(*rival));
  const bool elsewhere = choice.elbow && choice.elbow->k != words.chosen.k;
  if (elsewhere && (rival == nullptr || rival->k != choice.elbow->k)) reasons.push_back(words.elbow_elsewhere());
  words.about_valleys(reasons);
  if (words.at_the_end()) reasons.push_back(words.try_more());
  return reasons;
}

}  // namespace shoal::select

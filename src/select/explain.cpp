// The choice of k in words.
#include <algorithm>
#include <string>

#include "select/candidates.hpp"
#include "shoal/text.hpp"

namespace shoal::select {
namespace {

std::string k_is(std::int64_t k) { return "k = " + std::to_string(k); }
std::string decimals(double value, int places = 3) { return grouped(value, places); }
std::string percent(double share) { return grouped(100.0 * share, 0) + " %"; }

constexpr const char* k_no_elbow =
    "The inertia curve has no elbow: it falls as evenly as that of data without gaps, so the groups cut a continuum "
    "where that is most useful; they are not separate clusters.";

struct Words {
  const Choice& choice;
  std::int64_t rows;
  int resamples;
  const Candidate& chosen = choice.candidates[choice.chosen];
  std::string measure = choice.best_silhouette ? "silhouette" : "Davies-Bouldin index";

  double shown(const Candidate& c) const { return choice.best_silhouette ? c.score : -c.score; }

  std::string too_small(const Candidate& c) const {
    return "its smallest group has " + grouped(c.entry->smallest) + " of " + grouped(rows) + " rows (at least " +
           grouped(c.least_rows) + " are asked for)";
  }
  std::string not_stable(const Candidate& c) const {
    if (c.stability < k_stable_mean) {
      return "its groups do not come back in resamples (mean overlap " + decimals(c.stability, 2) + ", at least " +
             decimals(k_stable_mean, 2) + " is asked for)";
    }
    return "one of its groups does not come back in resamples (mean overlap " + decimals(c.weakest, 2) + ", at least " +
           decimals(k_stable_weakest, 2) + " is asked for)";
  }

  /// The silhouette of the chosen k against the others above 2 that are well formed.
  std::string by_silhouette() const {
    const Candidate* best = &chosen;
    for (const Candidate& c : choice.candidates) {
      if (c.k > 2 && c.well_formed && c.score > best->score) best = &c;
    }
    std::string text = "Its " + measure + ", " + decimals(shown(chosen));
    if (best == &chosen) {
      text += std::string(", is the ") + (choice.best_silhouette ? "highest" : "lowest") + " above k = 2";
      return text + (chosen.entry->stability ? " among those whose groups come back in resamples." : ".");
    }
    text += ", is within " + decimals(k_same_silhouette, 2) + " of the best above k = 2 (" + decimals(shown(*best)) +
            " at " + k_is(best->k) + "), and ";
    if (chosen.k < best->k) return text + "fewer groups are simpler.";
    return text + std::to_string(chosen.k) + " groups say more than " + std::to_string(best->k) + ".";
  }

  std::string score() const { return "Its " + measure + " is " + decimals(shown(chosen)) + "."; }

  /// The best score of all, when it is not the chosen one's nor as good as it; an elbow is set against any higher score.
  const Candidate* rival() const {
    const auto best = std::max_element(choice.candidates.begin(), choice.candidates.end(),
                                       [](const Candidate& a, const Candidate& b) { return a.score < b.score; });
    const double lead = rounded(best->score - chosen.score);
    return lead > (choice.reason == Reason::elbow ? 0.0 : k_same_silhouette) ? &*best : nullptr;
  }

  std::string elbow_elsewhere() const {
    const auto at = std::find_if(choice.candidates.begin(), choice.candidates.end(),
                                 [&](const Candidate& c) { return c.k == choice.elbow->k; });
    return "The inertia curve has an elbow at " + k_is(at->k) + ", but " +
           (at->large_enough ? not_stable(*at) : too_small(*at)) + ".";
  }

  std::string decisive() const {
    switch (choice.reason) {
      case Reason::elbow:
        return "The inertia curve has its elbow at " + k_is(chosen.k) + ": up to there each doubling of k takes away " +
               percent(choice.elbow->before) + " of the inertia, beyond it " + percent(choice.elbow->after) + ".";
      case Reason::silhouette:
        return by_silhouette();
      case Reason::two:
        return choice.candidates.size() == 1
                   ? "No larger k was tried."
                   : "No larger k gives groups that come back in resamples as well as those of k = 2.";
      case Reason::qualified:
        return "Its " + measure + ", " + decimals(shown(chosen)) + ", is the best of those that are stable enough.";
      case Reason::giants:
        return "Every k cuts off a very small group: for k = " + std::to_string(chosen.k) + " " + too_small(chosen) +
               "; " +
               (resamples == 0 ? "it is the smallest above 2"
                : chosen.stability >= k_stable_mean
                    ? "it is the smallest above 2 whose groups mostly come back in resamples"
                    : "its groups come back best in resamples") +
               ". A log transform or winsorising would tame the extreme rows.";
      case Reason::unstable:
        if (choice.any_stable()) {
          return "No k gives groups that are both large enough and stable; " + k_is(chosen.k) +
                 " is the least unstable " + "of those that are large enough.";
        }
        return "No k gives groups that come back in resamples: the data show no group structure; " + k_is(chosen.k) +
               " is the least unstable (mean overlap " + decimals(chosen.stability, 2) + ").";
    }
    return {};
  }

  std::string recovered() const {
    const auto& counts = chosen.entry->cluster_recovered;
    const int least = *std::min_element(counts.begin(), counts.end());
    return "Each group came back in " + std::string(least < resamples ? "at least " : "") + std::to_string(least) +
           " of " + std::to_string(resamples) + " resamples (mean overlap " + decimals(chosen.stability, 2) + ").";
  }

  std::string against(const Candidate& other) const {
    std::string text = k_is(other.k) + " has a " + (choice.best_silhouette ? "higher " : "lower ") + measure + " (" +
                       decimals(shown(other)) + "), but ";
    if (!other.large_enough) return text + too_small(other) + ".";
    if (!other.stable) return text + not_stable(other) + ".";
    if (choice.reason == Reason::elbow) return text + "where the curve has a clear elbow, the elbow decides.";
    if (other.k == 2) {
      return text +
             "two groups are the coarsest cut through any data: it is taken only where the inertia curve bends at 2" +
             (resamples > 0 ? " or no larger k holds up in resamples." : ".");
    }
    return text + "its groups hold up less well in resamples (mean overlap " + decimals(other.stability, 2) + ").";
  }
};

}  // namespace

std::vector<std::string> explain(const SweepResult& sweep, const Choice& choice, std::int64_t rows) {
  const Words words{choice, rows, sweep.bootstraps};
  const Candidate& chosen = words.chosen;
  const bool structureless = choice.reason == Reason::unstable && !choice.any_stable();
  std::vector<std::string> reasons = {words.decisive()};
  if (choice.reason == Reason::elbow || choice.reason == Reason::two) reasons.push_back(words.score());
  if (chosen.entry->stability && !structureless) reasons.push_back(words.recovered());
  if (const Candidate* rival = words.rival()) reasons.push_back(words.against(*rival));
  if (choice.elbow && choice.elbow->k != chosen.k) reasons.push_back(words.elbow_elsewhere());
  if (!choice.elbow && choice.candidates.size() > 1 && !structureless) reasons.push_back(k_no_elbow);
  return reasons;
}

}  // namespace shoal::select

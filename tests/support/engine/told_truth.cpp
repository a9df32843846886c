#include "told_truth.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <regex>
#include <vector>

#include "shoal/text.hpp"

namespace shoal::test {
namespace {

using Match = std::smatch;

double six(double value) { return std::round(value * 1e6) / 1e6; }

/// Compiling takes longer than matching.
const std::regex& compiled(const std::string& pattern) {
  static std::map<std::string, std::regex> all;
  const auto at = all.find(pattern);
  return at != all.end() ? at->second : all.emplace(pattern, std::regex(pattern)).first->second;
}

/// The measures of a sweep, and the sentences about them.
class Truth {
 public:
  Truth(const SweepResult& sweep, std::int64_t rows, const ChosenK& chosen)
      : sweep_(sweep), rows_(rows), chosen_(chosen) {}

  std::string falsehood(const std::string& sentence) const {
    for (const auto& [pattern, holds] : sentences()) {
      Match match;
      if (!std::regex_match(sentence, match, compiled(pattern))) continue;
      return holds(match) ? "" : "false: " + sentence;
    }
    return "not a sentence that is known: " + sentence;
  }

 private:
  struct Sentence {
    std::string pattern;
    std::function<bool(const Match&)> holds;
  };

  // Measures by k.

  const SweepEntry* entry(std::int64_t k) const {
    const auto at = std::ranges::find(sweep_.entries, k, &SweepEntry::k);
    return at == sweep_.entries.end() ? nullptr : &*at;
  }
  bool measured() const { return sweep_.bootstraps > 0; }
  bool silhouettes() const { return sweep_.entries.front().silhouette.has_value(); }
  double shown(std::int64_t k) const {
    return six(silhouettes() ? entry(k)->silhouette->mean : entry(k)->davies_bouldin);
  }
  /// Higher is better.
  double score(std::int64_t k) const { return silhouettes() ? shown(k) : -shown(k); }
  double mean(std::int64_t k) const { return measured() ? six(*entry(k)->stability) : 1.0; }
  double weakest(std::int64_t k) const {
    return measured() ? six(*std::ranges::min_element(entry(k)->cluster_stability)) : 1.0;
  }
  std::int64_t asked(std::int64_t k) const {
    const std::int64_t hundredth = std::max<std::int64_t>(10, (rows_ + 99) / 100);
    return std::min(hundredth, std::max<std::int64_t>(1, rows_ / (4 * k)));
  }
  bool tiny(std::int64_t k) const { return entry(k)->smallest < asked(k); }
  bool stable(std::int64_t k) const { return mean(k) >= 0.75 && weakest(k) >= 0.6; }
  bool well(std::int64_t k) const { return mean(k) >= 0.85 && weakest(k) >= 0.75; }
  bool qualifies(std::int64_t k) const { return !tiny(k) && stable(k); }
  bool clear(std::int64_t k) const {
    return six(entry(k)->valley.depth) >= 0.4 && six(entry(k)->valley.contrast) >= 3.0;
  }
  bool apart(std::int64_t k) const {
    const Valley& valley = entry(k)->valley;
    return clear(k) || (chosen_.elbow == k && six(valley.depth) >= 0.25 && six(valley.contrast) >= 2.0);
  }

  bool every(const std::function<bool(std::int64_t)>& holds) const {
    return std::ranges::all_of(sweep_.entries, [&](const SweepEntry& e) { return holds(e.k); });
  }
  bool none(const std::function<bool(std::int64_t)>& holds) const {
    return every([&](std::int64_t k) { return !holds(k); });
  }

  // Words.

  std::int64_t number(const std::string& text) const {
    std::string digits;
    std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != ','; });
    return std::stoll(digits);
  }
  bool is(const std::string& text, double value, int places) const { return text == grouped(value, places); }
  /// The score of a k with the fewest digits that set it apart from the others that fit, and the others that are equal.
  bool is_told(const std::string& text, const std::string& equal, std::int64_t k,
               const std::function<bool(std::int64_t)>& fits) const {
    int places = static_cast<int>(text.size() - text.find('.')) - 1;
    const auto alike = [&](std::int64_t other) {
      return other != k && fits(other) && grouped(shown(other), places) == grouped(shown(k), places);
    };
    std::vector<std::string> others;
    for (const SweepEntry& e : sweep_.entries) {
      if (alike(e.k)) others.push_back(std::to_string(e.k));
    }
    if (!is(text, shown(k), places) || (others.empty() ? "" : " (as k = " + join(others, ", ") + " has)") != equal)
      return false;
    --places;
    return places < 3 || !none(alike);
  }
  bool is_chosen(const std::string& text) const { return number(text) == chosen_.k; }
  bool tried(const std::string& text) const { return entry(number(text)) != nullptr; }
  bool is_measure(const std::string& best, const std::string& measure) const {
    return silhouettes() ? best == "highest" && measure == "silhouette"
                         : best == "lowest" && measure == "Davies-Bouldin index";
  }
  /// Two standard errors of the chosen k's stability.
  bool is_error(bool said, const std::string& text) const {
    const auto error = entry(chosen_.k)->stability_standard_error;
    return said == (error && *error > 0) && (!said || is(text, 2.0 * *error, 2));
  }
  bool best_of_all(std::int64_t k) const {
    return every([&](std::int64_t other) { return score(other) <= score(k); });
  }
  /// Of those that fit, `best` has the best score, and the chosen one has it or is the last (first) within 0.01.
  bool best_of(std::int64_t best, bool may_be_near, const std::function<bool(std::int64_t)>& fits) const {
    if (!fits(best) || !fits(chosen_.k)) return false;
    return every([&](std::int64_t k) {
      if (!fits(k)) return true;
      if (score(k) > score(best)) return false;
      const bool beyond = measured() ? k > chosen_.k : k < chosen_.k;
      return !may_be_near || !beyond || six(score(best) - score(k)) > 0.01;
    });
  }
  /// Share of the inertia that a doubling of k takes away, on average, between two points of the curve.
  static double pace(double from, double to, double doublings) { return 1.0 - std::pow(to / from, 1.0 / doublings); }
  double lowest_until(std::int64_t k) const {
    double lowest = sweep_.inertia_one;
    for (const SweepEntry& e : sweep_.entries) {
      if (e.k <= k) lowest = std::min(lowest, e.fit.inertia);
    }
    return std::max(lowest, 1e-9 * sweep_.inertia_one);
  }
  bool paces(std::int64_t k, const std::string& before, const std::string& after) const {
    const double one = sweep_.inertia_one, here = lowest_until(k);
    const std::int64_t last = sweep_.entries.back().k;
    const double up_to = pace(one, here, std::log2(static_cast<double>(k)));
    const double beyond = pace(here, lowest_until(last), std::log2(static_cast<double>(last) / static_cast<double>(k)));
    return std::abs(std::stod(before) - 100 * up_to) < 0.51 && std::abs(std::stod(after) - 100 * beyond) < 0.51;
  }

  /// Whether what is said against a k is true.
  bool clause(std::int64_t k, const std::string& text) const {
    const std::vector<Sentence> clauses = {
        {R"(its smallest group has (\S+) of (\S+) rows \(at least (\S+) are asked for\))",
         [&](const Match& m) {
           return number(m[1]) == entry(k)->smallest && number(m[2]) == rows_ && number(m[3]) == asked(k) && tiny(k);
         }},
        {R"(its groups do not come back in resamples \(mean overlap (\S+), at least 0.75 is asked for\))",
         [&](const Match& m) { return is(m[1], mean(k), 2) && mean(k) < 0.75; }},
        {R"(one of its groups does not come back in resamples \(mean overlap (\S+), at least 0.60 is asked for\))",
         [&](const Match& m) { return is(m[1], weakest(k), 2) && weakest(k) < 0.6; }},
        {R"(two of its groups have no clear valley between them \(depth (\S+), (\S+) standard errors\))",
         [&](const Match& m) {
           return is(m[1], entry(k)->valley.depth, 2) && is(m[2], entry(k)->valley.contrast, 1) && !apart(k);
         }},
        {R"(k = (\d+) has more groups that are apart)",
         [&](const Match& m) { return is_chosen(m[1]) && apart(chosen_.k) && apart(k) && k < chosen_.k; }},
        {"its groups hold rows that differ", [&](const Match&) { return entry(k)->fit.inertia > 0.0; }},
        {"the bend of the inertia curve counts for more",
         [&](const Match&) {
           return chosen_.elbow == chosen_.k && none([&](auto o) { return apart(o) && qualifies(o); });
         }},
        {"two groups are the coarsest cut through any data", [&](const Match&) { return k == 2 && chosen_.k > 2; }},
        {R"(its groups hold up less well in resamples than is asked for \(mean overlap (\S+), (\S+) for the least stable one\))",
         [&](const Match& m) { return is(m[1], mean(k), 2) && is(m[2], weakest(k), 2) && !well(k); }},
    };
    for (const auto& [pattern, holds] : clauses) {
      Match match;
      if (std::regex_match(text, match, compiled(pattern))) return holds(match);
    }
    return false;
  }

  std::vector<Sentence> sentences() const {
    std::vector<Sentence> all = decisive();
    for (const auto more : {&Truth::scores, &Truth::valleys}) {
      for (Sentence& sentence : (this->*more)()) all.push_back(std::move(sentence));
    }
    return all;
  }

  std::vector<Sentence> decisive() const {
    const std::string overlap = R"( comes nearest \(mean overlap (\S+)\)\.)";
    const auto nearest = [&](const Match& m, bool of_large) {
      return is_chosen(m[1]) && is(m[2], mean(chosen_.k), 2) && (!of_large || !tiny(chosen_.k)) &&
             every([&](auto k) { return (of_large && tiny(k)) || mean(k) <= mean(chosen_.k); });
    };
    return {
        {R"(Only k = (\d+) was tried\.)",
         [&](const Match& m) { return sweep_.entries.size() == 1 && is_chosen(m[1]); }},
        {R"(Rows repeat: with k = (\d+) all rows of a group are equal, and the inertia is 0\.)",
         [&](const Match& m) {
           return is_chosen(m[1]) && entry(chosen_.k)->fit.inertia == 0.0 && entry(chosen_.k)->smallest >= 2;
         }},
        {R"(The groups of k = (\d+) are apart: between any two of them the rows thin out, between the two that are told apart least surely to (\d+) % of the lower peak\.)",
         [&](const Match& m) {
           return is_chosen(m[1]) && apart(chosen_.k) && is(m[2], 100.0 * (1.0 - entry(chosen_.k)->valley.depth), 0);
         }},
        {R"(The inertia curve has its elbow at k = (\d+): up to there each doubling of k takes away (\d+) % of the inertia, beyond it (\d+) %\.)",
         [&](const Match& m) { return is_chosen(m[1]) && chosen_.elbow == chosen_.k && paces(chosen_.k, m[2], m[3]); }},
        {R"(No k above 2 has groups that hold up well in resamples \(mean overlap at least 0.85, 0.75 for each group\) and are not tiny\.)",
         [&](const Match&) { return measured() && none([&](auto k) { return k > 2 && well(k) && !tiny(k); }); }},
        {R"(Every k above 2 has a tiny group\.)",
         [&](const Match&) { return every([&](auto k) { return k == 2 || tiny(k); }); }},
        {R"(No k has groups that come back in resamples and are not tiny; of those without a tiny group, k = (\d+))" +
             overlap,
         [=, this](const Match& m) { return none([&](auto k) { return qualifies(k); }) && nearest(m, true); }},
        {R"(No k has groups that come back in resamples: the data show no group structure; k = (\d+))" + overlap,
         [=, this](const Match& m) { return none([&](auto k) { return stable(k); }) && nearest(m, false); }},
        {R"(No k has groups that come back in resamples: the data show no group structure; of those without a tiny group, k = (\d+))" +
             overlap,
         [=, this](const Match& m) { return none([&](auto k) { return stable(k); }) && nearest(m, true); }},
        {R"(Every k has a tiny group; with k = (\d+), (.*), and (.*)\. A log transform or winsorising would tame extreme rows\.)",
         [&](const Match& m) {
           return is_chosen(m[1]) && every([&](auto k) { return tiny(k); }) && clause(chosen_.k, m[2]) && giant(m[3]);
         }},
    };
  }

  bool giant(const std::string& why) const {
    if (why == "it is the smallest k above 2") {
      return every([&](auto k) { return k <= 2 || k >= chosen_.k; }) && chosen_.k > 2;
    }
    if (why == "it is the smallest k above 2 with a mean overlap of at least 0.75 in resamples") {
      return chosen_.k > 2 && mean(chosen_.k) >= 0.75 &&
             every([&](auto k) { return k <= 2 || k >= chosen_.k || mean(k) < 0.75; });
    }
    return why == "of the k above 2 its groups come back best in resamples" && chosen_.k > 2 &&
           every([&](auto k) { return k <= 2 || mean(k) <= mean(chosen_.k); });
  }

  std::vector<Sentence> scores() const {
    const std::string above_two =
        R"(k above 2 (?:whose groups hold up well in resamples \(mean overlap at least 0.85, 0.75 for each group\) and are not tiny|without a tiny group))";
    const std::string qualified =
        R"(k (?:whose groups come back in resamples \(mean overlap at least 0.75, 0.60 for each group\) and are not tiny|without a tiny group))";
    std::vector<Sentence> all;
    for (const bool two : {false, true}) {
      const auto fits = [=, this](std::int64_t k) { return two ? qualifies(k) : k > 2 && well(k) && !tiny(k); };
      const std::string field = "Of the " + (two ? qualified : above_two);
      all.push_back(
          {field + R"(, k = (\d+) has the (\w+) (.+), (\S+?)( \(as k = .* has\))?\.)", [=, this](const Match& m) {
             return is_chosen(m[1]) && is_measure(m[2], m[3]) && is_told(m[4], m[5], chosen_.k, fits) &&
                    best_of(chosen_.k, false, fits);
           }});
      all.push_back(
          {field +
               R"(, k = (\d+) is the (largest|smallest) whose (.+), (\S+), is within 0.01 of the (\w+), (\S+) at k = (\d+)\.)",
           [=, this](const Match& m) {
             const std::int64_t best = number(m[7]);
             return is_chosen(m[1]) && (m[2] == "largest") == measured() && is_measure(m[5], m[3]) &&
                    is(m[4], shown(chosen_.k), 3) && is(m[6], shown(best), 3) &&
                    six(score(best) - score(chosen_.k)) <= 0.01 && best_of(best, true, fits);
           }});
    }
    all.push_back({R"(Its (.+) is (\S+)\.)", [&](const Match& m) {
                     return is_measure(silhouettes() ? "highest" : "lowest", m[1]) && is(m[2], shown(chosen_.k), 3);
                   }});
    all.push_back({R"(k = (\d+) has the (\w+) (.+?) \((\S+?)( \(as k = .* has\))?\), but (.*)\.)", [&](const Match& m) {
                     const std::int64_t k = number(m[1]);
                     const auto any = [](std::int64_t) { return true; };
                     return tried(m[1]) && is_measure(m[2], m[3]) && is_told(m[4], m[5], k, any) && best_of_all(k) &&
                            score(k) > score(chosen_.k) && clause(k, m[6]);
                   }});
    all.push_back(
        {R"(Each group came back in (at least )?(\d+) of (\d+) resamples \(mean overlap (\S+)(?: ± (\S+))?\)\.)",
         [&](const Match& m) {
           const auto& counts = entry(chosen_.k)->cluster_recovered;
           const bool exact = std::ranges::all_of(counts, [&](int c) { return c == number(m[2]); });
           return measured() && number(m[3]) == sweep_.bootstraps && is(m[4], mean(chosen_.k), 2) &&
                  is_error(m[5].matched, m[5]) && *std::ranges::min_element(counts) == number(m[2]) &&
                  (m[1].matched || exact);
         }});
    return all;
  }

  std::vector<Sentence> valleys() const {
    return {
        {R"(But (.*)\.)", [&](const Match& m) { return clause(chosen_.k, m[1]); }},
        {R"(No larger k that was tried has clear valleys between all its groups\.)",
         [&](const Match&) {
           return apart(chosen_.k) && sweep_.entries.back().k > chosen_.k &&
                  none([&](auto k) { return k > chosen_.k && clear(k); });
         }},
        {R"(No k that was tried has clear valleys between all its groups: where groups touch, their border lies where it is most useful\.)",
         [&](const Match&) { return none([&](auto k) { return apart(k); }); }},
        {R"(k = (\d+) has clear valleys as well, but (.*)\.)",
         [&](const Match& m) {
           return tried(m[1]) && apart(chosen_.k) && clear(number(m[1])) && clause(number(m[1]), m[2]);
         }},
        {R"(k = (\d+) has clear valleys between all its groups, but (.*)\.)",
         [&](const Match& m) { return tried(m[1]) && apart(number(m[1])) && clause(number(m[1]), m[2]); }},
        {R"(Coarser, and apart as well: k = (.*)\.)",
         [&](const Match& m) {
           return std::ranges::all_of(split_list(m[1].str()), [&](const std::string& k) {
             return tried(k) && number(k) < chosen_.k && apart(number(k)) && qualifies(number(k));
           });
         }},
        {R"(k = (\d+) is the last that was tried; try larger ones too: -k (\d+)\.\.(\d+)\.)",
         [&](const Match& m) {
           return is_chosen(m[1]) && chosen_.k == sweep_.entries.back().k && number(m[2]) == sweep_.entries.front().k &&
                  number(m[3]) > chosen_.k && chosen_.k + 1 < rows_;
         }},
        {R"(The inertia curve has its elbow at k = (\d+), but (.*)\.)",
         [&](const Match& m) {
           return chosen_.elbow == number(m[1]) && !is_chosen(m[1]) && clause(number(m[1]), m[2]);
         }},
    };
  }

  const SweepResult& sweep_;
  std::int64_t rows_;
  const ChosenK& chosen_;
};

}  // namespace

std::string first_falsehood(const SweepResult& sweep, std::int64_t rows, const ChosenK& chosen) {
  const Truth truth(sweep, rows, chosen);
  for (const std::string& sentence : chosen.reasons) {
    if (std::string found = truth.falsehood(sentence); !found.empty()) return found;
  }
  return {};
}

}  // namespace shoal::test

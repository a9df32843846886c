// No sentence about a choice is false of the measures, whatever the measures are.
#include "told_truth.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "sanitized.hpp"

namespace shoal {
namespace {

/// Sweeps as no data would make them: measures independent of each other, many of them equal, many at a threshold.
class RandomSweep {
 public:
  explicit RandomSweep(unsigned seed) : engine_(seed) {}

  std::int64_t rows() const { return rows_; }

  SweepResult make() {
    rows_ = std::int64_t{12} << below(14);
    SweepResult sweep;
    sweep.bootstraps = chance(0.8) ? 20 : 0;
    sweep.inertia_one = 1000.0;
    const bool silhouettes = chance(0.8);
    const std::int64_t first = chance(0.7) ? 2 : 2 + below(4), count = chance(0.1) ? 1 : 2 + below(9);
    const std::int64_t bend = first + below(10);
    double inertia = sweep.inertia_one;
    for (std::int64_t k = first; k < std::min(first + count, rows_); ++k) {
      inertia *= k <= bend ? 0.35 + 0.6 * unit() : 0.85 + 0.16 * unit();
      sweep.entries.push_back(entry(k, inertia, silhouettes, sweep.bootstraps));
    }
    if (chance(0.1)) sweep.entries.back().fit.inertia = 0.0;
    return sweep;
  }

 private:
  SweepEntry entry(std::int64_t k, double inertia, bool silhouette, int resamples) {
    SweepEntry entry;
    entry.k = k;
    entry.fit.inertia = inertia;
    // Steps of a fortieth and of a 250th: ties, and differences on both sides of 0.01.
    if (silhouette) entry.silhouette.emplace().mean = 0.3 + 0.025 * below(8) + 0.004 * below(4);
    entry.davies_bouldin = 0.5 + 0.025 * below(8) + 0.004 * below(4);
    const std::int64_t average = std::max<std::int64_t>(1, rows_ / k);
    entry.smallest = chance(tiny_) ? 1 + below(static_cast<int>(std::min<std::int64_t>(average, 12))) : average / 2 + 1;
    entry.valley = {0.05 * below(21), chance(0.5) ? 0.5 * below(8) : 10.0 * unit()};
    if (resamples == 0) return entry;
    double sum = 0.0;
    for (std::int64_t c = 0; c < k; ++c) {
      entry.cluster_stability.push_back(std::min(1.0, calm_ + 0.05 * below(9)));
      entry.cluster_recovered.push_back(below(resamples + 1));
      sum += entry.cluster_stability.back();
    }
    if (chance(0.3)) entry.cluster_recovered.assign(static_cast<std::size_t>(k), resamples);
    entry.stability = sum / static_cast<double>(k);
    return entry;
  }

  int below(int n) { return static_cast<int>(engine_() % static_cast<unsigned>(n)); }
  double unit() { return static_cast<double>(engine_()) / 4294967296.0; }
  bool chance(double p) { return unit() < p; }

  std::mt19937 engine_;
  std::int64_t rows_ = 0;
  // Some sweeps are tiny or unstable throughout: each reason to choose comes up.
  double tiny_ = chance(0.15) ? 1.0 : 0.2, calm_ = 0.4 + 0.15 * below(4);
};

TEST(ToldTruth, NoSentenceIsFalse) {
  for (unsigned seed = 0; seed < test::unless_sanitized(30'000u, 300u); ++seed) {
    RandomSweep random(seed);
    const SweepResult sweep = random.make();
    const ChosenK chosen = choose_k(sweep, random.rows());
    ASSERT_EQ(test::first_falsehood(sweep, random.rows(), chosen), "") << "seed " << seed;
    ASSERT_GE(chosen.reasons.size(), 2u) << "seed " << seed;
  }
}

TEST(ToldTruth, EveryReasonComesUp) {
  for (const std::string begin :
       {"Only k", "Rows repeat", "The groups of k", "The inertia curve has its elbow", "Of the k above 2 whose",
        "Of the k above 2 without", "No k above 2", "Every k above 2", "Of the k whose",
        "No k has groups that come back in "
        "resamples and",
        "No k has groups that come back in resamples: ", "Every k has a tiny group"}) {
    bool found = false;
    for (unsigned seed = 0; seed < 6000 && !found; ++seed) {
      RandomSweep random(seed);
      const SweepResult sweep = random.make();
      found = choose_k(sweep, random.rows()).reasons.front().starts_with(begin);
    }
    EXPECT_TRUE(found) << begin;
  }
}

/// A sweep with groups that are apart, and what is said of it.
struct Told {
  SweepResult sweep = [] {
    RandomSweep random(0);
    SweepResult made;
    for (unsigned seed = 0; made.entries.size() < 4; ++seed) made = RandomSweep(seed).make();
    made.bootstraps = 20;
    for (SweepEntry& entry : made.entries) {
      entry.silhouette.emplace().mean = 0.5 - 0.02 * static_cast<double>(entry.k);
      entry.cluster_stability.assign(static_cast<std::size_t>(entry.k), 0.9);
      entry.cluster_recovered.assign(static_cast<std::size_t>(entry.k), 20);
      entry.stability = 0.9;
      entry.smallest = 900;
      entry.valley = entry.k == made.entries[1].k ? Valley{0.9, 9.0} : Valley{0.1, 1.0};
    }
    return made;
  }();
  ChosenK chosen = choose_k(sweep, 20'000);
};

TEST(ToldTruth, ALieIsFound) {
  const Told told;
  ASSERT_EQ(test::first_falsehood(told.sweep, 20'000, told.chosen), "");
  ASSERT_TRUE(told.chosen.reasons.front().starts_with("The groups of k")) << told.chosen.reasons.front();
  // What is said once is false of other measures.
  SweepResult other = told.sweep;
  other.entries[1].valley = {0.1, 1.0};
  EXPECT_NE(test::first_falsehood(other, 20'000, told.chosen), "");
  other = told.sweep;
  for (SweepEntry& entry : other.entries) entry.silhouette->mean += 0.01;
  EXPECT_NE(test::first_falsehood(other, 20'000, told.chosen), "");
  other = told.sweep;
  other.entries[1].cluster_recovered.back() = 3;
  EXPECT_NE(test::first_falsehood(other, 20'000, told.chosen), "");
  other = told.sweep;
  other.entries.back().valley = {0.9, 9.0};
  EXPECT_NE(test::first_falsehood(other, 20'000, told.chosen), "");
  ChosenK unknown = told.chosen;
  unknown.reasons.push_back("The stars are right.");
  EXPECT_NE(test::first_falsehood(told.sweep, 20'000, unknown), "");
}

}  // namespace
}  // namespace shoal

// The rule of docs/guide/choosing-k.md on tables written by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "select/candidates.hpp"
#include "shoal/sweep.hpp"

namespace shoal {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t k_rows = 4000;

struct Row {
  std::int64_t k;
  double inertia, silhouette, stability, weakest;
  std::int64_t smallest;
  Valley valley = {0.1, 1.0};
};
constexpr Valley k_clear = {0.9, 9.0};

SweepResult table(double inertia_one, const std::vector<Row>& rows) {
  SweepResult sweep;
  sweep.inertia_one = inertia_one;
  sweep.bootstraps = 20;
  for (const Row& row : rows) {
    SweepEntry entry;
    entry.k = row.k;
    entry.fit.inertia = row.inertia;
    entry.silhouette.emplace();
    entry.silhouette->mean = row.silhouette;
    entry.smallest = row.smallest;
    entry.valley = row.valley;
    entry.stability = row.stability;
    entry.cluster_stability.assign(static_cast<std::size_t>(row.k), row.stability);
    entry.cluster_stability.back() = row.weakest;
    entry.cluster_recovered.assign(static_cast<std::size_t>(row.k), 20);
    entry.cluster_recovered.back() = row.weakest >= 0.75 ? 19 : 3;
    sweep.entries.push_back(entry);
  }
  return sweep;
}

std::string first_reason(const ChosenK& chosen) { return chosen.reasons.front(); }

// A curve without an elbow: k^(-2/3).
constexpr double k_smooth[] = {1000, 630, 480.7, 396.9, 342, 302.9};

TEST(ChooseK, TheElbowDecides) {
  const auto chosen = choose_k(table(1000, {{2, 600, 0.88, 1.0, 1.0, 900},
                                            {3, 80, 0.71, 0.99, 0.98, 600},
                                            {4, 72, 0.55, 0.8, 0.7, 300},
                                            {5, 65, 0.40, 0.7, 0.5, 200}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_EQ(chosen.elbow, 3);
  EXPECT_EQ(chosen.best_silhouette, 2);
  EXPECT_THAT(first_reason(chosen), HasSubstr("elbow at k = 3"));
  EXPECT_THAT(chosen.reasons,
              Contains(HasSubstr("k = 2 has the highest silhouette (0.880), but the bend of the inertia curve")));
  EXPECT_THAT(chosen.reasons, Contains(HasSubstr("at least 19 of 20 resamples")));
}

TEST(ChooseK, TwoMayBeTheElbow) {
  const auto chosen = choose_k(
      table(1000, {{2, 100, 0.7, 1.0, 1.0, 900}, {3, 92, 0.6, 0.97, 0.95, 600}, {4, 85, 0.5, 0.96, 0.95, 300}}),
      k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(first_reason(chosen), HasSubstr("elbow at k = 2"));
}

TEST(ChooseK, WithoutAnElbowTwoDoesNotWinBySilhouette) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.433, 0.99, 0.99, 1666},
                                                   {3, k_smooth[2], 0.336, 0.95, 0.93, 768},
                                                   {4, k_smooth[3], 0.338, 0.92, 0.89, 712},
                                                   {5, k_smooth[4], 0.316, 0.86, 0.79, 343}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 4);
  EXPECT_FALSE(chosen.elbow);
  EXPECT_EQ(chosen.best_silhouette, 2);
  EXPECT_THAT(first_reason(chosen),
              AllOf(HasSubstr("Of the k above 2"), HasSubstr("k = 4 has the highest silhouette, 0.338")));
  EXPECT_THAT(chosen.reasons,
              Contains(HasSubstr("k = 2 has the highest silhouette (0.433), but two groups are the coarsest cut")));
  EXPECT_THAT(chosen.reasons, Contains(HasSubstr("No k that was tried has clear valleys")));
}

TEST(ChooseK, NearlyEqualSilhouettesGoToTheLargerK) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.66, 0.95, 0.93, 311},
                                                   {3, k_smooth[2], 0.541, 0.95, 0.93, 259},
                                                   {4, k_smooth[3], 0.535, 0.93, 0.87, 109},
                                                   {5, k_smooth[4], 0.474, 0.9, 0.8, 75}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 4);
  EXPECT_THAT(first_reason(chosen),
              AllOf(HasSubstr("is the largest whose silhouette, 0.535, is within 0.01"), HasSubstr("0.541 at k = 3")));
  EXPECT_THAT(chosen.reasons, Not(Contains(HasSubstr("k = 3 has the highest"))));
}

TEST(ChooseK, DifferencesBelowAMillionthDoNotCount) {
  for (const double noise : {-4e-7, 0.0, 4e-7}) {
    const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.2, 0.95, 0.93, 900},
                                                     {3, k_smooth[2], 0.35 + noise, 0.95, 0.93, 700},
                                                     {4, k_smooth[3], 0.34, 0.93, 0.87, 500}}),
                                 k_rows);
    EXPECT_EQ(chosen.k, 4) << noise;
  }
}

TEST(ChooseK, TwoWinsWhenNoLargerKHoldsUp) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.4, 0.99, 0.99, 1666},
                                                   {3, k_smooth[2], 0.45, 0.74, 0.7, 768},
                                                   {4, k_smooth[3], 0.3, 0.8, 0.61, 712}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(first_reason(chosen), HasSubstr("No k above 2 has groups that hold up well"));
  EXPECT_THAT(chosen.reasons, Contains(AllOf(HasSubstr("k = 3"), HasSubstr("do not come back"), HasSubstr("0.74"))));
}

TEST(ChooseK, GiantsDoNotWin) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.896, 0.97, 0.95, 26},
                                                   {3, k_smooth[2], 0.594, 0.9, 0.8, 300},
                                                   {4, k_smooth[3], 0.616, 0.9, 0.8, 13}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(
      chosen.reasons,
      Contains(HasSubstr("k = 2 has the highest silhouette (0.896), but its smallest group has 26 of 4,000 rows")));
}

TEST(ChooseK, EveryKCutsOffGiants) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.896, 0.97, 0.95, 26},
                                                   {3, k_smooth[2], 0.594, 0.88, 0.7, 26},
                                                   {4, k_smooth[3], 0.616, 0.7, 0.5, 13}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(first_reason(chosen), AllOf(HasSubstr("26 of 4,000 rows"), HasSubstr("log transform")));
}

TEST(ChooseK, NoStructureIsSaid) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.24, 0.6, 0.6, 1900},
                                                   {3, k_smooth[2], 0.25, 0.55, 0.5, 900},
                                                   {4, k_smooth[3], 0.26, 0.5, 0.4, 700}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(first_reason(chosen), HasSubstr("no group structure"));
  EXPECT_THAT(chosen.reasons, Each(Not(HasSubstr("came back"))));
}

TEST(ChooseK, LargeGroupsOrStableOnes) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.7, 0.99, 0.99, 26},
                                                   {3, k_smooth[2], 0.4, 0.7, 0.6, 300},
                                                   {4, k_smooth[3], 0.5, 0.6, 0.5, 200}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(first_reason(chosen), HasSubstr("come back in resamples and are not tiny"));
}

TEST(ChooseK, AnElbowWithATinyClusterIsNamedAndNotTaken) {
  const auto chosen = choose_k(table(1000, {{2, 600, 0.5, 1.0, 1.0, 900},
                                            {3, 500, 0.45, 0.99, 0.98, 600},
                                            {4, 60, 0.7, 0.99, 0.98, 12},
                                            {5, 55, 0.3, 0.7, 0.5, 10}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_EQ(chosen.elbow, 4);
  EXPECT_THAT(
      chosen.reasons,
      Contains(HasSubstr("k = 4 has the highest silhouette (0.700), but its smallest group has 12 of 4,000 rows")));
}

TEST(ChooseK, SmallTablesMayHaveSmallClusters) {
  const auto chosen =
      choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.4, 0.9, 0.9, 8}, {3, k_smooth[2], 0.5, 0.9, 0.9, 6}}), 21);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(chosen.reasons, Not(Contains(HasSubstr("smallest"))));
}

TEST(ChooseK, WithoutSilhouettesAndBootstraps) {
  SweepResult sweep = table(
      k_smooth[0], {{2, k_smooth[1], 0, 0, 0, 900}, {3, k_smooth[2], 0, 0, 0, 700}, {4, k_smooth[3], 0, 0, 0, 500}});
  sweep.bootstraps = 0;
  const double index[] = {0.5, 0.8, 0.9};
  for (std::size_t e = 0; e < 3; ++e) {
    sweep.entries[e].silhouette.reset();
    sweep.entries[e].stability.reset();
    sweep.entries[e].cluster_stability.clear();
    sweep.entries[e].cluster_recovered.clear();
    sweep.entries[e].davies_bouldin = index[e];
  }
  const auto chosen = choose_k(sweep, k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_FALSE(chosen.best_silhouette);
  EXPECT_THAT(chosen.reasons, Each(Not(HasSubstr("resamples"))));
  EXPECT_THAT(chosen.reasons, Contains(HasSubstr("k = 2 has the lowest Davies-Bouldin index (0.500)")));
}

TEST(ChooseK, OnlyTwo) {
  const auto chosen = choose_k(table(1000, {{2, 600, 0.5, 0.95, 0.9, 900}}), k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(first_reason(chosen), HasSubstr("Only k = 2 was tried"));
  const auto giant = choose_k(table(1000, {{2, 600, 0.9, 0.95, 0.9, 1}}), k_rows);
  EXPECT_EQ(giant.k, 2);
  EXPECT_THAT(giant.reasons, Contains(HasSubstr("its smallest group has 1 of 4,000 rows")));
}

TEST(ChooseK, TheLargestKWhoseGroupsAreApart) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.60, 1.0, 1.0, 900, k_clear},
                                                   {3, k_smooth[2], 0.50, 1.0, 1.0, 800, k_clear},
                                                   {4, k_smooth[3], 0.45, 1.0, 1.0, 700},
                                                   {5, k_smooth[4], 0.40, 1.0, 1.0, 30, k_clear}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(first_reason(chosen),
              AllOf(HasSubstr("groups of k = 3 are apart"), HasSubstr("to 10 % of the lower peak")));
  EXPECT_THAT(chosen.reasons,
              Contains(HasSubstr("k = 2 has the highest silhouette (0.600), but k = 3 has more groups")));
  EXPECT_THAT(chosen.reasons, Contains(HasSubstr("k = 5 has clear valleys as well, but its smallest group has 30")));
  EXPECT_THAT(chosen.reasons, Contains("Coarser, and apart as well: k = 2."));
}

TEST(ChooseK, HalvedGroupsAreNotApart) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.79, 1.0, 1.0, 900, k_clear},
                                                   {3, k_smooth[2], 0.36, 0.97, 0.95, 800},
                                                   {4, k_smooth[3], 0.37, 0.96, 0.93, 700}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(chosen.reasons, Contains("No larger k that was tried has clear valleys between all its groups."));
}

TEST(ChooseK, WhereTheCurveBendsHalfAValleyIsEnough) {
  const std::vector<Row> rows = {{2, 600, 0.5, 1.0, 1.0, 900},
                                 {3, 80, 0.4, 0.99, 0.98, 600, {0.3, 2.2}},
                                 {4, 72, 0.3, 0.99, 0.98, 300, {0.3, 2.2}}};
  const auto chosen = choose_k(table(1000, rows), k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(first_reason(chosen), HasSubstr("are apart"));
}

TEST(ChooseK, TheLastKTried) {
  const std::vector<Row> rows = {{2, k_smooth[1], 0.6, 1.0, 1.0, 900, k_clear},
                                 {3, k_smooth[2], 0.9, 1.0, 1.0, 800, k_clear}};
  const auto chosen = choose_k(table(k_smooth[0], rows), k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(chosen.reasons, Contains("k = 3 is the last that was tried; try larger ones too: -k 2..6."));
  EXPECT_THAT(choose_k(table(k_smooth[0], rows), 4).reasons, Each(Not(HasSubstr("try larger"))));
}

TEST(ChooseK, RowsThatRepeat) {
  const auto chosen =
      choose_k(table(1000, {{2, 400, 0.7, 1.0, 1.0, 900, k_clear}, {3, 0.0, 1.0, 1.0, 1.0, 800, k_clear}}), k_rows);
  EXPECT_EQ(chosen.k, 3);
  EXPECT_THAT(first_reason(chosen), HasSubstr("Rows repeat: with k = 3"));
  EXPECT_THAT(chosen.reasons, Each(Not(HasSubstr("try larger"))));
}

TEST(ChooseK, ValleysBetweenGroupsThatDoNotComeBack) {
  const auto chosen = choose_k(table(k_smooth[0], {{2, k_smooth[1], 0.24, 0.6, 0.6, 1900},
                                                   {3, k_smooth[2], 0.25, 0.55, 0.5, 900, k_clear},
                                                   {4, k_smooth[3], 0.26, 0.5, 0.4, 700}}),
                               k_rows);
  EXPECT_EQ(chosen.k, 2);
  EXPECT_THAT(chosen.reasons, Contains(AllOf(HasSubstr("k = 3 has clear valleys"), HasSubstr("do not come back"))));
}

TEST(ChooseK, OneKAlone) {
  const auto apart = choose_k(table(1000, {{4, 600, 0.5, 0.95, 0.9, 900, k_clear}}), k_rows);
  EXPECT_THAT(apart.reasons, Contains(HasSubstr("groups of k = 4 are apart")));
  const auto touching = choose_k(table(1000, {{4, 600, 0.5, 0.95, 0.9, 900}}), k_rows);
  EXPECT_THAT(touching.reasons,
              Contains(HasSubstr("But two of its groups have no clear valley between them (depth 0.10")));
}

TEST(ChooseK, SentencesAreWhole) {
  const auto chosen = choose_k(table(1000, {{2, 600, 0.88, 1.0, 1.0, 900}, {3, 80, 0.71, 0.99, 0.98, 600}}), k_rows);
  for (const std::string& reason : chosen.reasons) {
    EXPECT_TRUE((reason.front() >= 'A' && reason.front() <= 'Z') || reason.starts_with("k = ")) << reason;
    EXPECT_EQ(reason.back(), '.') << reason;
  }
}

}  // namespace
}  // namespace shoal

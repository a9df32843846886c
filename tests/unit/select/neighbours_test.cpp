#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "shoal/error.hpp"
#include "shoal/sweep.hpp"

namespace shoal {
namespace {

using testing::ElementsAre;

SweepEntry entry(std::int64_t k, std::vector<std::int32_t> labels) {
  SweepEntry out;
  out.k = k;
  static_cast<Clustering&>(out.fit) = make_clustering(std::move(labels), k);
  return out;
}

/// `counts[c]` rows of label c, one cluster after the other.
std::vector<std::int32_t> blocks(const std::vector<int>& counts, const std::vector<std::int32_t>& labels) {
  std::vector<std::int32_t> out;
  for (std::size_t c = 0; c < counts.size(); ++c) out.insert(out.end(), static_cast<std::size_t>(counts[c]), labels[c]);
  return out;
}

TEST(Neighbours, SplitAndMerge) {
  SweepResult sweep;
  const std::vector<int> counts = {1000, 812, 901, 500};
  sweep.entries = {entry(2, blocks(counts, {1, 0, 0, 0})), entry(3, blocks(counts, {1, 0, 0, 2})),
                   entry(4, blocks(counts, {0, 2, 1, 3}))};
  EXPECT_THAT(
      neighbour_notes(sweep, 3, "segment", "customers"),
      ElementsAre("k = 4 would split segment 1 into 901 and 812 customers.", "k = 2 would merge segments 1 and 3."));
  EXPECT_THAT(neighbour_notes(sweep, 2), ElementsAre("k = 3 would split group 1 into 1,713 and 500 rows."));
  EXPECT_THAT(neighbour_notes(sweep, 4), ElementsAre("k = 3 would merge groups 2 and 3."));
}

TEST(Neighbours, RowsThatMoveAreCounted) {
  SweepResult sweep;
  const std::vector<int> counts = {1000, 800, 900, 57};
  sweep.entries = {entry(2, blocks(counts, {1, 0, 0, 1})), entry(3, blocks(counts, {0, 2, 1, 1}))};
  EXPECT_THAT(neighbour_notes(sweep, 2),
              ElementsAre("k = 3 would split group 1 into 900 and 800 rows (others that move: 57)."));
  EXPECT_THAT(neighbour_notes(sweep, 3), ElementsAre("k = 2 would merge groups 2 and 3 (others that move: 57)."));
}

TEST(Neighbours, ADifferentClustering) {
  SweepResult sweep;
  const std::vector<int> counts = {300, 300, 300, 300};
  sweep.entries = {entry(2, blocks(counts, {0, 0, 1, 1})), entry(3, blocks(counts, {0, 1, 1, 2}))};
  EXPECT_THAT(neighbour_notes(sweep, 2),
              ElementsAre("k = 3 would redraw the borders: 300 rows would move between groups."));
  EXPECT_THAT(neighbour_notes(sweep, 3),
              ElementsAre("k = 2 would redraw the borders: 300 rows would move between groups."));
}

TEST(Neighbours, NoiseIsNoClusterOfEither) {
  SweepResult sweep;
  const std::vector<int> counts = {1000, 812, 901, 40, 3};
  sweep.entries = {entry(2, blocks(counts, {0, 1, 1, -1, 0})), entry(3, blocks(counts, {0, 2, 1, 1, -1}))};
  EXPECT_THAT(neighbour_notes(sweep, 2),
              ElementsAre("k = 3 would split group 2 into 901 and 812 rows (others that move: 40)."));
}

TEST(Neighbours, AClusterThatWasAllNoiseHasNoParent) {
  SweepResult sweep;
  const std::vector<int> counts = {1000, 800, 600};
  sweep.entries = {entry(2, blocks(counts, {0, 1, -1})), entry(3, blocks(counts, {0, 1, 2}))};
  EXPECT_THAT(neighbour_notes(sweep, 2),
              ElementsAre("k = 3 would redraw the borders: 600 rows would move between groups."));
}

TEST(Neighbours, OneKAlone) {
  SweepResult sweep;
  sweep.entries = {entry(2, {0, 0, 1})};
  EXPECT_TRUE(neighbour_notes(sweep, 2).empty());
  EXPECT_THROW(neighbour_notes(sweep, 3), Error);
}

}  // namespace
}  // namespace shoal

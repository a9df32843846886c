#include <gtest/gtest.h>

#include <numeric>

#include "select/stability.hpp"

namespace shoal::select {
namespace {

using Labels = std::vector<std::int32_t>;

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

TEST(DrawRows, DrawsAsManyAsThereAre) {
  for (const std::int64_t rows : {1, 2, 7, 1000}) {
    const auto drawn = draw_rows(rows, {}, 42);
    EXPECT_EQ(std::ssize(drawn), rows);
    EXPECT_EQ(sum(drawn), static_cast<double>(rows));
  }
}

TEST(DrawRows, IsAFunctionOfTheSeed) {
  EXPECT_EQ(draw_rows(500, {}, 1), draw_rows(500, {}, 1));
  EXPECT_NE(draw_rows(500, {}, 1), draw_rows(500, {}, 2));
}

TEST(DrawRows, LeavesOutAShareOfOneOverE) {
  const auto drawn = draw_rows(100'000, {}, 3);
  const auto left_out = std::count(drawn.begin(), drawn.end(), 0.0);
  // Mean n/e, standard deviation sqrt(n (1/e - 2/e^2)) = 99: five of them.
  EXPECT_NEAR(static_cast<double>(left_out), 100'000 / 2.718281828, 5 * 99);
}

TEST(DrawRows, DrawsOnlyRowsThatWeighSomething) {
  const std::vector<double> weights = {0, 2, 0, 0.5, 1, 0};
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto drawn = draw_rows(6, weights, seed);
    EXPECT_EQ(drawn[0] + drawn[2] + drawn[5], 0.0);
    EXPECT_EQ(sum(drawn), 3.0);
  }
}

TEST(BestOverlaps, ByHand) {
  const Labels reference = {0, 0, 0, 1, 1, 2}, other = {1, 1, 0, 0, 0, 0};
  const std::vector<double> all(6, 1.0);
  const auto overlap = best_overlaps(reference, other, 3, all);
  EXPECT_DOUBLE_EQ(overlap[0], 2.0 / 3.0);  // {0,1} of {0,1,2}
  EXPECT_DOUBLE_EQ(overlap[1], 2.0 / 4.0);  // {3,4} of {2,3,4,5}
  EXPECT_DOUBLE_EQ(overlap[2], 1.0 / 4.0);
}

TEST(BestOverlaps, OnlyRowsThatWereDrawnCountAndEachOnce) {
  const Labels reference = {0, 0, 0, 1, 1, 1}, other = {0, 0, 1, 1, 1, 1};
  const auto overlap = best_overlaps(reference, other, 2, std::vector<double>{1, 5, 0, 0, 2, 1});
  EXPECT_EQ(overlap, (std::vector<double>{1.0, 1.0}));
  EXPECT_EQ(best_overlaps(reference, other, 2, std::vector<double>{1, 1, 1, 0, 0, 0}),
            (std::vector<double>{2.0 / 3.0, 0.0}));
}

TEST(BestOverlaps, NoiseBelongsToNoCluster) {
  const Labels reference = {0, 0, 0, 1, 1, -1}, other = {0, 0, -1, 1, -1, 1};
  const auto overlap = best_overlaps(reference, other, 2, std::vector<double>(6, 1.0));
  EXPECT_DOUBLE_EQ(overlap[0], 2.0 / 3.0);  // {0,1} of {0,1,2}
  EXPECT_DOUBLE_EQ(overlap[1], 1.0 / 3.0);  // {3} of {3,4,5}
  EXPECT_EQ(best_overlaps(reference, Labels(6, -1), 2, std::vector<double>(6, 1.0)), (std::vector<double>{0.0, 0.0}));
}

TEST(BestOverlaps, NumbersOfClustersMeanNothing) {
  const Labels reference = {0, 1, 2, 0, 1, 2}, other = {2, 0, 1, 2, 0, 1};
  EXPECT_EQ(best_overlaps(reference, other, 3, std::vector<double>(6, 1.0)), (std::vector<double>{1.0, 1.0, 1.0}));
}

}  // namespace
}  // namespace shoal::select

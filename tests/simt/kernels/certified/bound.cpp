// The bound of the scores is needed: half of it proves wrong labels when tensor cores err as far as they may.
#include "cuda/nearest/score_bound.hpp"

#include <array>

#include "searching.hpp"

namespace shoal::cuda {
namespace {

constexpr std::int64_t k_depth = 1024;

/// One row at 1000, two centroids a little further and a little less so, all of it in one column and exact in halves: the
/// error is that of the tensor cores alone. Returns whether the row was proven, and its label in `label`.
bool proven(float part_of_bound, std::int32_t& label) {
  const Stream stream;
  std::vector<__half> point(k_depth, __float2half(0.0f)), centroids(2 * k_depth, __float2half(0.0f));
  point[0] = __float2half(1000.0f);
  centroids[0] = __float2half(1002.0f);       // even column: its sum grows, its score falls
  centroids[k_depth] = __float2half(999.0f);  // the nearer
  std::vector<float> half_sq(k_score_tile, k_no_centroid);
  half_sq[0] = 1002.0f * 1002.0f / 2;
  half_sq[1] = 999.0f * 999.0f / 2;
  const std::vector<float> bound{part_of_bound * score_bound(1000.0f, 0.0f, {1002.0f, 1002.0f, 0.0f}, k_depth)};
  const Buffer<__half> x = on_device(stream, point), c = on_device(stream, centroids);
  const Buffer<float> squares = on_device(stream, half_sq), bounds = on_device(stream, bound);
  const Buffer<std::int32_t> labels(1), uncertain(1), count = on_device(stream, std::vector<std::int32_t>{0});
  score(gpu_of(80), stream,
        {{x.data(), 1, k_depth, k_depth},
         {c.data(), 2, k_depth, k_depth},
         squares.data(),
         bounds.data(),
         labels.data(),
         uncertain.data(),
         count.data()});
  label = on_host(stream, labels.data(), 1)[0];
  return on_host(stream, count.data(), 1)[0] == 0;
}

TEST(ScoreBound, HoldsAtTheWorstErrorAndHalfOfItDoesNot) {
  std::int32_t label = -1;
  {
    const MmaError error(k_worst_mma);
    EXPECT_FALSE(proven(1.0f, label));
    EXPECT_TRUE(proven(0.5f, label));
    EXPECT_EQ(label, 0);  // proven, and wrong
  }
  proven(1.0f, label);
  EXPECT_EQ(label, 1);
}

TEST(ScoreBound, IsInfiniteWhereNothingCanBeProven) {
  constexpr float inf = INFINITY;
  for (const LargestNorms& c : {LargestNorms{inf, 1.0f, 0.0f}, LargestNorms{1.0f, inf, 0.0f},
                                LargestNorms{1.0f, 1.0f, inf}, LargestNorms{3e18f, 1.0f, 1.0f}}) {
    EXPECT_EQ(score_bound(1.0f, 0.0f, c, 20), inf);
    EXPECT_EQ(score_bound(0.0f, 0.0f, c, 20), inf);
  }
  EXPECT_EQ(score_bound(inf, 0.0f, {0.0f, 0.0f, 0.0f}, 20), inf);
  EXPECT_GT(score_bound(0.0f, 0.0f, {0.0f, 0.0f, 0.0f}, 20), 0.0f);
}

}  // namespace
}  // namespace shoal::cuda

#include "fixture.hpp"

namespace shoal::test {
namespace {

class Inits : public testing::TestWithParam<KMeansInit> {};

TEST_P(Inits, EveryStartFindsSeparatedBlobs) {
  Bench bench(2);
  const auto values = blobs<float>(300, 3, 6);
  const auto result = bench.fit(values, {.k = 6, .init = GetParam(), .initial = {}});
  expect_consistent(bench, values, result);
  EXPECT_TRUE(result.converged);
  EXPECT_EQ(result.sizes, std::vector<std::int64_t>(6, 50));
  for (std::int64_t i = 6; i < 300; ++i) EXPECT_EQ(result.labels[i], result.labels[i - 6]);
  EXPECT_TRUE(result.warnings.empty());
}

INSTANTIATE_TEST_SUITE_P(KMeans, Inits,
                         testing::Values(KMeansInit::plus_plus, KMeansInit::scalable, KMeansInit::random));

}  // namespace
}  // namespace shoal::test

#include "shoal/clustering.hpp"

#include <gtest/gtest.h>

#include "shoal/error.hpp"

namespace shoal {
namespace {

using Sizes = std::vector<std::int64_t>;

TEST(Clustering, CountsSizesAndNoise) {
  const Clustering found = make_clustering({1, -1, 0, 1, -1, 1}, 3);
  EXPECT_EQ(found.clusters, 3);
  EXPECT_EQ(found.sizes, (Sizes{1, 3, 0}));
  EXPECT_EQ(found.noise, 2);
  EXPECT_EQ(found.labels, (std::vector<std::int32_t>{1, -1, 0, 1, -1, 1}));
  EXPECT_EQ(smallest_size(found.sizes), 0);
  EXPECT_EQ(smallest_size(Sizes{4, 2, 3}), 2) << "in any order";
}

TEST(Clustering, MayBeAllNoiseOrEmpty) {
  const Clustering noise = make_clustering({-1, -1}, 0);
  EXPECT_EQ(noise.noise, 2);
  EXPECT_TRUE(noise.sizes.empty());
  EXPECT_EQ(smallest_size(noise.sizes), 0);
  EXPECT_EQ(make_clustering({}, 2).sizes, (Sizes{0, 0}));
}

TEST(Clustering, RefusesLabelsThatNameNoCluster) {
  for (const std::int32_t label : {-2, 2}) {
    try {
      make_clustering({0, label}, 2);
      ADD_FAILURE() << label;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::data);
      EXPECT_EQ(error.message(), "label " + std::to_string(label) + " is not between -1 and 1");
      EXPECT_EQ(error.where(), "row 2");
    }
  }
}

}  // namespace
}  // namespace shoal

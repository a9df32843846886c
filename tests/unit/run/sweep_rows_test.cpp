#include <gmock/gmock.h>

#include <limits>

#include "sample_record.hpp"

namespace shoal {
namespace {

TEST(SweepRows, CarryEveryMeasureOver) {
  SweepEntry entry;
  entry.k = 2;
  entry.fit.inertia = 10.5;
  entry.fit.iterations = 7;
  entry.fit.sizes = {3, 1};
  entry.silhouette = Silhouette{0.5, 0.25, {{3, 0.75, 0.0}, {1, 0.0, 0.5}}, {0.9, 0.7, 0.6, 0.0}};
  entry.calinski_harabasz = 20.0;
  entry.davies_bouldin = 0.5;
  entry.smallest = 1;
  entry.stability = 0.875;
  entry.cluster_stability = {1.0, 0.75};
  entry.cluster_recovered = {20, 15};
  entry.seconds = 0.25;
  SweepEntry bare;
  bare.k = 3;
  SweepResult sweep;
  sweep.entries = {entry, bare};
  const auto rows = sweep_rows(sweep);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].sizes, entry.fit.sizes);
  EXPECT_EQ(rows[0].cluster_silhouettes, (std::vector<double>{0.75, 0.0}));
  EXPECT_EQ(rows[0].share_negative, 0.25);
  EXPECT_EQ(rows[0].cluster_recovered, (std::vector<int>{20, 15}));
  EXPECT_FALSE(rows[1].silhouette || rows[1].share_negative || rows[1].stability);
  EXPECT_EQ(
      sweep_csv(rows),
      "k,inertia,silhouette,calinski_harabasz,davies_bouldin,smallest,stability,share_negative,iterations,seconds\n"
      "2,10.5,0.5,20,0.5,1,0.875,0.25,7,0.25\n"
      "3,0,,0,0,0,,,0,0\n");
}

TEST(SweepCsv, LeavesOutWhatIsNotFinite) {
  SweepRow row;
  row.k = 2;
  row.inertia = 0.1;
  row.calinski_harabasz = std::numeric_limits<double>::infinity();
  row.silhouette = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(sweep_csv({row}), testing::EndsWith("\n2,0.1,,,0,0,,,0,0\n"));
}

TEST(SweepCsv, OfNothingIsTheHeader) { EXPECT_THAT(sweep_csv({}), testing::MatchesRegex("k,inertia,[a-z_,]+\n")); }

}  // namespace
}  // namespace shoal

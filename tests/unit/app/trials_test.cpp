// A sweep of k-means on its way into the record.
#include "app/trials.hpp"

#include <gmock/gmock.h>

namespace shoal::app {
namespace {

SweepEntry measured() {
  SweepEntry entry;
  entry.k = 2;
  static_cast<Clustering&>(entry.fit) = make_clustering({0, 0, 0, 1}, 2);
  entry.fit.inertia = 10.5;
  entry.fit.iterations = 7;
  entry.fit.inertia_trace = {12.0, 10.5};
  entry.silhouette = Silhouette{0.5, 0.25, {{3, 0.75, 0.0}, {1, 0.0, 0.5}}, {0.9, 0.7, 0.6, 0.0}};
  entry.calinski_harabasz = 20.0;
  entry.davies_bouldin = 0.5;
  entry.smallest = 1;
  entry.stability = 0.875;
  entry.cluster_stability = {1.0, 0.75};
  entry.cluster_recovered = {20, 15};
  entry.seconds = 0.25;
  entry.valley = {0.75, 4.5};
  return entry;
}

TEST(Trials, CarryEveryMeasureOver) {
  SweepEntry bare;
  bare.k = 3;
  SweepResult sweep;
  sweep.inertia_one = 99.0;
  sweep.entries = {measured(), bare};
  const TrialsRecord trials = trials_of(sweep, ChosenK{2, {"So."}, {}, {}});
  ASSERT_EQ(trials.list.size(), 2U);
  EXPECT_EQ(trials.inertia_one, 99.0);
  EXPECT_EQ(chosen_trial(trials), &trials.list[0]);
  const ClusteringSummary& clustering = trials.list[0].clustering;
  EXPECT_EQ(clustering.clusters, 2);
  EXPECT_EQ(clustering.sizes, (std::vector<std::int64_t>{3, 1}));
  EXPECT_EQ(clustering.inertia_trace, (std::vector<double>{12.0, 10.5}));
  EXPECT_EQ(clustering.cluster_silhouettes, (std::vector<double>{0.75, 0.0}));
  EXPECT_EQ(clustering.cluster_stability, (std::vector<double>{1.0, 0.75}));
  EXPECT_EQ(clustering.cluster_recovered, (std::vector<int>{20, 15}));
  EXPECT_EQ(value_of(trials.list[1].measures, "silhouette"), std::nullopt);
  EXPECT_EQ(
      sweep_csv(trials),
      "k,inertia,silhouette,calinski_harabasz,davies_bouldin,smallest,stability,share_negative,iterations,seconds,"
      "valley,valley_contrast\n"
      "2,10.5,0.5,20,0.5,1,0.875,0.25,7,0.25,0.75,4.5\n"
      "3,0,,0,0,0,,,0,0,0,0\n");
}

TEST(Result, IsTheChosenFit) {
  const ResultRecord result = result_of(measured());
  EXPECT_EQ(result.algorithm, "kmeans");
  EXPECT_EQ(result.iterations, 7);
  EXPECT_EQ(result.seconds, 0.25);
  EXPECT_EQ(result.clustering.sizes, (std::vector<std::int64_t>{3, 1}));
  EXPECT_EQ(result.metrics, (std::map<std::string, double>{{"inertia", 10.5},
                                                           {"silhouette", 0.5},
                                                           {"share_negative", 0.25},
                                                           {"calinski_harabasz", 20.0},
                                                           {"davies_bouldin", 0.5},
                                                           {"iterations", 7.0},
                                                           {"stability", 0.875}}));
}

TEST(Result, HasNoMeasureThatWasNotTaken) {
  SweepEntry entry = measured();
  entry.silhouette.reset();
  entry.stability.reset();
  const ResultRecord result = result_of(entry);
  EXPECT_FALSE(result.metrics.contains("silhouette") || result.metrics.contains("stability"));
  EXPECT_TRUE(result.clustering.cluster_silhouettes.empty());
}

}  // namespace
}  // namespace shoal::app

// Rows of no cluster on their way through the commands: counted, left out, never lost and never an index.
#include <gmock/gmock.h>

#include "app/charts.hpp"
#include "app/outputs.hpp"
#include "shoal/app.hpp"
#include "shoal/files.hpp"
#include "temporary_folder.hpp"

namespace shoal::app {
namespace {

using Sizes = std::vector<std::int64_t>;

FeatureTable table_of(const std::vector<std::array<double, 2>>& rows) {
  FeatureTable table{{"id", {}, {"recency_days", "frequency"}}, Matrix<double>(std::ssize(rows), 2)};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    table.ids.push_back("c" + std::to_string(i));
    for (std::int64_t j = 0; j < 2; ++j) {
      table.doubles()(static_cast<std::int64_t>(i), j) = rows[i][static_cast<std::size_t>(j)];
    }
  }
  return table;
}

RunRecord evaluated(const std::string& labels, const std::string& features = "x,y\n0,0\n0,1\n9,9\n9,8\n500,500\n") {
  const test::TemporaryFolder folder;
  EvaluateCommand command;
  command.input = folder.write("features.csv", features);
  command.labels = folder.write("labels.csv", "label\n" + labels);
  Settings settings;
  settings.device = "cpu:scalar";
  return evaluate(command, settings);
}

TEST(Noise, IsCountedByEvaluateAndInNoMeasure) {
  const RunRecord with = evaluated("0\n0\n1\n1\n-1\n");
  EXPECT_EQ(with.result.clustering.clusters, 2);
  EXPECT_EQ(with.result.clustering.sizes, (Sizes{2, 2}));
  EXPECT_EQ(with.result.clustering.noise, 1);
  EXPECT_EQ(with.result.clustering.rows(), 5);
  EXPECT_TRUE(with.trials.list.empty());
  const RunRecord without = evaluated("0\n0\n1\n1\n", "x,y\n0,0\n0,1\n9,9\n9,8\n");
  EXPECT_EQ(with.result.metrics, without.result.metrics);
  EXPECT_EQ(with.result.clustering.cluster_silhouettes, without.result.clustering.cluster_silhouettes);
}

TEST(Noise, HasNoNameInAPrediction) {
  const test::TemporaryFolder folder;
  const FeatureTable table = table_of({{1, 2}, {3, 4}, {5, 6}});
  write_prediction(folder / "scored.csv", table, {"loyal", "new"}, {{1, -1, 0}, {0.5, 7, 1}, {1, 0, 2}});
  EXPECT_EQ(read_file(folder / "scored.csv"),
            "id,label,segment_name,distance,margin\nc0,1,new,0.5,1\nc1,-1,,7,0\nc2,0,loyal,1,2\n");
}

TEST(Noise, IsListedWithoutASegment) {
  const test::TemporaryFolder folder;
  const FeatureTable table = table_of({{1, 2}, {3, 4}});
  Segment loyal;
  loyal.name = "loyal";
  write_segments_csv(folder / "segments.csv", table, {0, -1}, {loyal}, false);
  EXPECT_EQ(read_file(folder / "segments.csv"),
            "id,segment,segment_name,recency_days,frequency\nc0,0,loyal,1,2\nc1,-1,,3,4\n");
}

TEST(Noise, IsInNoCurveNoProfileAndNoCellOfTheCharts) {
  const FeatureTable table = table_of({{1, 9}, {2, 8}, {30, 2}, {31, 1}, {1000, 50}});
  const Clustering clustering = make_clustering({0, 0, 1, 1, -1}, 2);
  const std::vector<std::int64_t> kept = {0, 1, 2, 3, 4};
  Matrix<double> centroids(2, 2);
  centroids(0, 0) = 1.5;
  centroids(0, 1) = 8.5;
  centroids(1, 0) = 30.5;
  centroids(1, 1) = 1.5;
  const Silhouette silhouette{0.5, 0.0, {{2, 0.5, 0.0}, {2, 0.5, 0.0}}, {0.5, 0.4, 0.3, 0.2, 0.0}};
  const ChartData charts = chart_data({table, clustering, table.doubles(), kept, centroids}, silhouette);
  EXPECT_EQ(charts.silhouette_widths, (std::vector<std::vector<double>>{{0.5, 0.4}, {0.3, 0.2}}));
  EXPECT_THAT(charts.pc_segment, testing::ElementsAre(0, 0, 1, 1, -1));
  ASSERT_EQ(charts.profile.size(), 2U);
  EXPECT_LT(charts.profile[0][0], charts.profile[1][0]);
  std::int64_t counted = 0;
  for (const auto& row : charts.rf_counts) {
    for (const std::int64_t count : row) counted += count;
  }
  EXPECT_EQ(counted, 5) << "a customer of no segment is a customer";
  EXPECT_EQ(charts.rf_segment.back().back(), -1);
}

}  // namespace
}  // namespace shoal::app

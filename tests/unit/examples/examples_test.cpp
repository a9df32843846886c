// The examples of the public headers, compiled and run: each docstring's lines after "Example:" stand here one after the other, which
// tests/arch/test_examples.py checks.
#include <gtest/gtest.h>

#include "shoal/app.hpp"
#include "shoal/engine.hpp"
#include "shoal/files.hpp"
#include "shoal/metrics.hpp"
#include "shoal/scorer.hpp"
#include "shoal/sweep.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

class Examples : public testing::Test {
 protected:
  Examples() {
    std::string text = "id,x,y\n";
    for (int i = 0; i < 60; ++i) {
      const int group = i % 3;
      text += "c" + std::to_string(i) + "," + std::to_string(20 * group + i % 7) + "," +
              std::to_string(group * group * 10 + i % 5) + "\n";
    }
    path_ = folder_.write("customers.csv", text);
  }

  test::TemporaryFolder folder_;
  std::filesystem::path path_;
};

TEST_F(Examples, OfTables) {
  const std::filesystem::path& path = path_;
  ReadTableOptions options;
  options.id_column = "id";
  FeatureTable table = read_table(path, options);
  FeatureTable two = table.select({"x", "y"});
  EXPECT_EQ(two.cols(), 2);

  std::vector<std::int32_t> labels(60);
  const std::filesystem::path out = folder_.path() / "labels.csv";
  std::vector<std::int64_t> whole(labels.begin(), labels.end());
  write_table(out, {{"id", table.ids}, {"label", whole}});
  EXPECT_EQ(read_file(out).substr(0, 14), "id,label\nc0,0\n");
}

TEST_F(Examples, OfAFit) {
  const FeatureTable table = read_table(path_, {});
  Preparation preparation = Preparation::parse("log1p,standardise");
  std::vector<std::int64_t> kept;
  Matrix<double> prepared = preparation.fit(table, kept);
  EXPECT_EQ(prepared.rows(), 60);

  Engine engine("cpu");
  Context context = engine.context(42);
  std::unique_ptr<Points> points = engine.device().upload(engine.threads(), std::as_const(prepared).view());
  EXPECT_EQ(points->rows(), 60);

  KMeansOptions options;
  options.k = 3;
  KMeansResult found = fit_kmeans(context, *points, options);
  // found.labels, found.centroids, found.inertia
  EXPECT_EQ(found.sizes, (std::vector<std::int64_t>{20, 20, 20}));

  double mean_width = silhouette(context, *points, found.labels, found.clusters).mean;
  EXPECT_GT(mean_width, 0.7);

  std::vector<std::int32_t> truth = {0, 0, 1, 1}, other = {1, 1, 0, 0};
  double agreement = adjusted_rand(truth, other);  // 1: the names of groups do not matter
  EXPECT_EQ(agreement, 1.0);

  SweepOptions sweep;
  sweep.k_max = 5;
  SweepResult swept = sweep_kmeans(context, *points, sweep);
  ChosenK choice = choose_k(swept, points->rows());
  EXPECT_EQ(choice.k, 3);
}

TEST_F(Examples, OfAModel) {
  const std::filesystem::path& path = path_;
  const std::filesystem::path folder = folder_.path() / "model";
  FitCommand command;
  command.input = path;
  command.model = folder;
  command.algorithm = KMeansOptions{.k = 3, .initial = {}};
  Settings settings;
  settings.device = "cpu";
  RunRecord record = fit(command, settings);
  EXPECT_EQ(record.result.clustering.clusters, 3);

  Model model = load_model(folder);
  save_model(model, folder.parent_path() / "copy");
  EXPECT_EQ(load_model(folder.parent_path() / "copy").k(), 3);

  Engine engine("cpu");
  Context context = engine.context();
  Prediction prediction = predict(context, model, read_table(path, {}));
  EXPECT_EQ(prediction.labels.size(), 60u);

  auto shared = std::make_shared<const Model>(load_model(folder));
  Scorer scorer(engine.context(), shared);
  Matrix<double> rows(1, 2, {19.0, 10.0});  // x and y, as scorer.inputs() says
  std::vector<std::int32_t> label(1);
  std::optional<Error> refused = scorer.score(std::as_const(rows).view(), {label, {}, {}});
  EXPECT_FALSE(refused);
}

}  // namespace
}  // namespace shoal

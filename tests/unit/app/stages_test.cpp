// Stages return what they found.
#include <gmock/gmock.h>

#include "app/earlier_sweep.hpp"
#include "app/prepared.hpp"
#include "errors.hpp"
#include "shoal/app.hpp"
#include "shoal/files.hpp"
#include "temporary_folder.hpp"

namespace shoal::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Settings on_cpu() {
  Settings settings;
  settings.device = "cpu:scalar";
  settings.threads = 1;
  return settings;
}

std::string blobs() {
  std::string text = "id,x,y\n";
  for (int i = 0; i < 30; ++i) {
    text += "a" + std::to_string(i) + "," + std::to_string(i % 3 * 100 + i % 7) + "," + std::to_string(i % 5) + "\n";
  }
  return text;
}

TEST(FitPreparation, KeepsTheIdsOfATableThatItTakes) {
  const test::TemporaryFolder folder;
  const Settings settings = on_cpu();
  Session session("fit", settings);
  ReadTableOptions reading;
  reading.id_column = "id";
  Numbers numbers = read_numbers(session, folder.write("a.csv", "id,x\nu,1\nv,2\nw,3\nx,900\n"), reading);
  EXPECT_EQ(numbers.file.rows, 4);
  const FittedRows fitted = fit_preparation(session, "drop-z:1.5", Metric::euclidean, std::move(numbers.table));
  EXPECT_EQ(fitted.names.id_name, "id");
  EXPECT_THAT(fitted.names.ids, ElementsAre("u", "v", "w", "x"));
  EXPECT_THAT(fitted.kept, ElementsAre(0, 1, 2));
  EXPECT_EQ(fitted.given, 4);
  EXPECT_FALSE(fitted.kept_all());
  EXPECT_THAT(fitted.record().clustered, ElementsAre("x"));
  EXPECT_THAT(session.close().warnings, ElementsAre(HasSubstr("1 of 4 rows were left out")));
}

TEST(Fit, FilesItsResultAndNoTrial) {
  const test::TemporaryFolder folder;
  FitCommand command;
  command.input = folder.write("blobs.csv", blobs());
  command.labels = folder / "labels.csv";
  command.algorithm = KMeansOptions{.k = 3, .initial = {}};
  command.preparation = "none";
  const RunRecord record = fit(command, on_cpu());
  EXPECT_TRUE(record.trials.list.empty());
  EXPECT_FALSE(record.trials.chosen);
  EXPECT_EQ(record.result.algorithm, "kmeans");
  EXPECT_EQ(record.result.clustering.clusters, 3);
  EXPECT_THAT(record.result.clustering.sizes, ElementsAre(10, 10, 10));
  EXPECT_EQ(record.result.clustering.inertia_trace.back(), record.result.metrics.at("inertia"));
  EXPECT_EQ(record.result.clustering.cluster_silhouettes.size(), 3U);
  EXPECT_EQ(record.result.metrics.at("rows"), 30.0);
  EXPECT_EQ(record.input.file.rows, 30);
  EXPECT_THAT(read_file(folder / "labels.csv"), testing::StartsWith("id,label\na0,"));
  std::vector<std::string> stages;
  for (const Stage& stage : record.run.timings) stages.push_back(stage.name);
  EXPECT_THAT(stages, ElementsAre("read", "prepare", "fit", "measure", "write"));
  EXPECT_EQ(record.run.timings[2].seconds, record.result.seconds);
}

TEST(Sweep, ResultIsTheChosenTrial) {
  const test::TemporaryFolder folder;
  SweepCommand command;
  command.input = folder.write("blobs.csv", blobs());
  command.output = folder / "run";
  command.sweep.k_max = 4;
  command.extent.resamples = 3;
  const RunRecord record = sweep(command, on_cpu());
  const Trial* chosen = chosen_trial(record.trials);
  ASSERT_NE(chosen, nullptr);
  EXPECT_EQ(record.trials.list.size(), 3U);
  EXPECT_EQ(record.result.clustering.sizes, chosen->clustering.sizes);
  EXPECT_EQ(value_of(chosen->measures, "inertia"), record.result.metrics.at("inertia"));
  const TrialsRecord again = read_trials(folder / "run");
  EXPECT_EQ(again.chosen->k, record.trials.chosen->k);
  EXPECT_EQ(sweep_csv(again), read_file(folder / "run" / "sweep.csv"));
}

TEST(EarlierSweep, OfARunThatChoseNothingIsRefused) {
  const test::TemporaryFolder folder;
  folder.write("run.json", to_json(RunRecord{}));
  EXPECT_EQ(test::error_of([&] { read_trials(folder.path()); }).message(), "the run chose no k");
}

TEST(EarlierSweep, OfOtherRowsIsRefused) {
  Chosen here;
  SweepEntry& entry = here.sweep.entries.emplace_back();
  entry.k = 2;
  entry.fit.inertia = 8.0;
  static_cast<Clustering&>(entry.fit) = make_clustering({0, 0, 1}, 2);
  here.choice.k = 2;
  TrialsRecord earlier;
  earlier.list = {{{{"k", std::int64_t{2}}}, {{"inertia", 8.0}}, summary_of(entry.fit)},
                  {{{"k", std::int64_t{3}}}, {{"inertia", 1.0}}, {}}};
  EXPECT_NO_THROW(check_same(earlier, here, "run"));
  earlier.list[0].clustering.sizes = {3, 0};
  EXPECT_THAT(test::error_of([&] { check_same(earlier, here, "run"); }).message(), HasSubstr("other customers"));
}

}  // namespace
}  // namespace shoal::app

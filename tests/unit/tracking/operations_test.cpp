// A record as operations.
#include "tracking/operations.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "sample_record.hpp"
#include "temporary_folder.hpp"

namespace shoal::tracking {
namespace {

using Json = nlohmann::json;
using testing::ElementsAre;

RunContext context(const std::string& job = "") { return {{"key", "http://h", "e", ""}, "ann", job, 1000}; }

std::vector<std::string> names(const std::vector<Operation>& operations) {
  std::vector<std::string> names;
  for (const Operation& operation : operations) {
    names.push_back(operation.run + " " + std::string(call_name(operation.call)));
  }
  return names;
}

TEST(Operations, ARunOfOursIsMadeWithItsKey) {
  RunRecord record = test::sample_record();
  record.run.options = {
      {"TRANSACTIONS", "in/orders.csv"}, {"k", "4"}, {"mlflow", "http://***@h"}, {"names", std::string(6001, 'n')}};
  std::vector<std::pair<std::string, std::string>> texts;
  const std::vector<Operation> operations = begin_operations(context(), record.run, texts);
  EXPECT_THAT(names(operations), ElementsAre(" create", " log-batch"));
  const Json run = Json::parse(operations[0].body);
  EXPECT_EQ(run.at("run_name"), "segment orders.csv");
  EXPECT_EQ(run.at("start_time"), 1000);
  EXPECT_EQ(run.at("tags")[0], (Json{{"key", "shoal.run_key"}, {"value", "key"}}));
  const Json params = Json::parse(operations[1].body).at("params");
  ASSERT_EQ(params.size(), 3U);  // the tracking's own options are no parameters of the work
  EXPECT_EQ(params[2].at("value").get<std::string>().size(), 6000U);
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].first, "params/names.txt");
  EXPECT_EQ(texts[0].second.size(), 6001U);
}

TEST(Operations, ARunOfAJobIsUsedAndKeepsItsOrigin) {
  std::vector<std::pair<std::string, std::string>> texts;
  const std::vector<Operation> operations = begin_operations(context("job-run"), test::sample_record().run, texts);
  ASSERT_GE(operations.size(), 2U);
  EXPECT_EQ(operations[0].call, Call::use);
  EXPECT_EQ(Json::parse(operations[0].body).at("run_id"), "job-run");
  const Json batch = Json::parse(operations[1].body);
  for (const Json& tag : batch.at("tags")) {
    EXPECT_TRUE(tag.at("key").get<std::string>().starts_with("shoal.")) << tag;
  }
}

TEST(Operations, ASweepHasAChildForEachKAndASegmentationHasNone) {
  TrialsRecord trials = test::sample_record().trials;
  EXPECT_THAT(names(trial_operations(context(), trials, false, 2000)), ElementsAre(" log-batch"));
  trials.list.resize(2);
  const std::vector<Operation> operations = trial_operations(context(), trials, true, 2000);
  EXPECT_THAT(names(operations), ElementsAre("k=2 create", "k=2 log-batch", "k=2 end", "k=3 create", "k=3 log-batch",
                                             "k=3 end", " log-batch"));
  EXPECT_GE(Json::parse(operations[0].body).at("start_time"), 1000);
  EXPECT_EQ(Json::parse(operations[1].body).at("params"), Json::parse(R"([{"key":"k","value":"2"}])"));
  EXPECT_EQ(Json::parse(operations[2].body), (Json{{"status", "FINISHED"}, {"end_time", 2000}}));
  const Json inertia = Json::parse(operations[6].body).at("metrics")[0];
  EXPECT_EQ(inertia.at("key"), "per_k/inertia");
  EXPECT_EQ(inertia.at("step"), 2);
}

TEST(Operations, TrialsOfOtherParametersAreNamedByThem) {
  TrialsRecord trials;
  trials.parameters = {"eps", "min_samples"};
  for (const double eps : {0.25, 0.5}) {
    trials.list.push_back({{{"eps", eps}, {"min_samples", std::int64_t{5}}}, {{"silhouette", eps}}, {}});
  }
  const std::vector<Operation> operations = trial_operations(context(), trials, true, 2000);
  EXPECT_EQ(operations[0].run, "eps=0.25, min_samples=5");
  EXPECT_EQ(Json::parse(operations[1].body).at("params"),
            Json::parse(R"([{"key":"eps","value":"0.25"},{"key":"min_samples","value":"5"}])"));
  const Json metrics = Json::parse(operations.back().body).at("metrics");
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[1].at("key"), "per_eps_min_samples/silhouette");
  EXPECT_EQ(metrics[1].at("step"), 1);
  EXPECT_EQ(metrics[1].at("value"), 0.5);
}

TEST(Operations, NoiseIsAMetricOfTheResult) {
  const auto logged = [](const RunRecord& record) {
    return result_operations(context(), record, 2000).front().body.find("\"noise\"") != std::string::npos;
  };
  RunRecord record = test::sample_record();
  EXPECT_FALSE(logged(record));
  record.result.clustering.noise = 12;
  EXPECT_TRUE(logged(record));
}

TEST(Operations, TheLastInertiaIsTheResult) {
  RunRecord record = test::sample_record();
  const double last = record.result.metrics.at("inertia");
  record.result.clustering.inertia_trace = {last + 2, last + 1, last};
  const std::vector<Operation> operations = result_operations(context(), record, 2000);
  std::vector<double> inertia;
  const Json batch = Json::parse(operations[0].body);
  for (const Json& metric : batch.at("metrics")) {
    if (metric.at("key") != "inertia") continue;
    EXPECT_EQ(metric.at("step").get<std::size_t>(), inertia.size());
    inertia.push_back(metric.at("value"));
  }
  EXPECT_EQ(inertia.size(), 3U);
  EXPECT_EQ(inertia.back(), record.result.metrics.at("inertia"));
}

TEST(Operations, StandardInputHasNoDigestAndIsNoDataset) {
  RunRecord record = test::sample_record();
  EXPECT_THAT(names(result_operations(context(), record, 0)), ElementsAre(" log-batch", " log-inputs"));
  record.input.file.sha256.clear();
  EXPECT_THAT(names(result_operations(context(), record, 0)), ElementsAre(" log-batch"));
}

TEST(Operations, FilesInsideTheRunFolderAreNamedFromIt) {
  const test::TemporaryFolder folder, other;
  const auto inside = folder.write("report.html", "abc"), outside = other.write("labels.csv", "abc");
  const Operation operation = artifact_operation(folder.path(), inside, "report.html");
  EXPECT_EQ(operation.file, "report.html");
  EXPECT_EQ(operation.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180
  EXPECT_EQ(artifact_operation(folder.path(), outside, "labels.csv").file, std::filesystem::canonical(outside));
}

}  // namespace
}  // namespace shoal::tracking

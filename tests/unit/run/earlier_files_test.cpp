// run.json of earlier versions, which had no result of its own, and of later ones with other parameters.
#include <gmock/gmock.h>

#include "sample_record.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

using testing::HasSubstr;

RunRecord read(const std::string& text) { return run_record_from_json(text, "run.json"); }

TEST(EarlierRunJson, TheResultIsTheChosenTrial) {
  const RunRecord record = test::sample_record();
  ASSERT_EQ(test::sample_json().find("\"result\""), std::string::npos) << "a file from before";
  EXPECT_EQ(record.result.algorithm, "kmeans");
  EXPECT_EQ(record.result.clustering.clusters, 4);
  EXPECT_EQ(record.result.clustering.sizes, record.trials.list[2].clustering.sizes);
  EXPECT_EQ(record.result.clustering.cluster_stability.size(), 4U);
  EXPECT_EQ(record.trials.list.size(), 9U);
}

TEST(EarlierRunJson, AFitWasTheOnlyTrial) {
  const RunRecord record = read(R"({"format":1,"command":"fit","chosen":null,"metrics":{"inertia":8.5},
      "sweep":[{"k":2,"inertia":8.5,"silhouette":null,"smallest":3,"iterations":4,"sizes":[5,3],
                "inertia_trace":[9.0,8.5],"seconds":0.25}]})");
  EXPECT_TRUE(record.trials.list.empty());
  EXPECT_EQ(record.result.algorithm, "kmeans");
  EXPECT_EQ(record.result.clustering.clusters, 2);
  EXPECT_EQ(record.result.clustering.sizes, (std::vector<std::int64_t>{5, 3}));
  EXPECT_EQ(record.result.clustering.inertia_trace, (std::vector<double>{9.0, 8.5}));
  EXPECT_EQ(record.result.iterations, 4);
  EXPECT_EQ(record.result.seconds, 0.25);
}

TEST(EarlierRunJson, LabelsFromElsewhereHaveNoAlgorithm) {
  const RunRecord record = read(R"({"format":1,"command":"evaluate","sweep":[{"k":2,"inertia":0.0,"sizes":[1,1]}]})");
  EXPECT_EQ(record.result.algorithm, "");
  EXPECT_EQ(record.result.clustering.clusters, 2);
  EXPECT_EQ(record.result.iterations, std::nullopt);
}

TEST(RunJson, KeepsWholeAndRealNumbersApart) {
  RunRecord record;
  record.trials.parameters = {"eps", "min_samples"};
  record.trials.list = {{{{"eps", 1.0}, {"min_samples", std::int64_t{5}}},
                         {{"inertia", 2.0}, {"noise_share", 0.0}, {"smallest", std::int64_t{3}}},
                         {}}};
  const std::string text = to_json(record);
  EXPECT_THAT(text, HasSubstr("\"eps\": 1.0,"));
  EXPECT_THAT(text, HasSubstr("\"min_samples\": 5,"));
  EXPECT_THAT(text, HasSubstr("\"smallest\": 3,"));
  EXPECT_EQ(to_json(read(text)), text);
  EXPECT_EQ(text_of(read(text).trials.list.front().parameters), "eps=1, min_samples=5");
}

TEST(RunJson, ATrialKeepsWhatItDoesNotKnow) {
  const RunRecord record = read(R"({"format":1,"sweep":[{"k":2,"elongation":1.5,"colour":"red","links":[1,2]}]})");
  // The only trial of a file without "result" is its result.
  EXPECT_EQ(record.result.clustering.clusters, 0);
  const RunRecord two = read(R"({"format":1,"sweep":[{"k":2,"elongation":1.5,"colour":"red"},{"k":3}]})");
  ASSERT_EQ(two.trials.list.size(), 2U);
  EXPECT_EQ(value_of(two.trials.list[0].measures, "elongation"), 1.5);
  EXPECT_EQ(two.trials.list[0].measures.size(), 1U) << "a text is no measure";
}

TEST(RunJson, NumbersOfATrialAreChecked) {
  const auto error_of = [](const std::string& entry) {
    try {
      read(R"({"format":1,"sweep_parameters":["eps"],"sweep":[)" + entry + "]}");
    } catch (const Error& error) {
      return error.where() + ": " + error.message();
    }
    return std::string("none");
  };
  EXPECT_THAT(error_of(R"({"eps":"small"})"), HasSubstr("sweep[0].eps: \"small\" is not a number"));
  EXPECT_THAT(error_of(R"({"inertia":"low"})"), HasSubstr("sweep[0].inertia: \"low\" is not a number"));
  EXPECT_THAT(error_of(R"({"smallest":1.5})"), HasSubstr("sweep[0].smallest: 1.5 is not a whole number"));
  EXPECT_THAT(error_of(R"({"noise":"much"})"), HasSubstr("sweep[0].noise: \"much\" is not a whole number"));
}

}  // namespace
}  // namespace shoal

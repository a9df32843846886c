// The trials of a record and their file.
#include <gmock/gmock.h>

#include <limits>

#include "sample_record.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

Trial trial(std::int64_t k, NamedNumbers measures) { return {{{"k", k}}, std::move(measures), {}}; }

TEST(SweepCsv, HoldsParametersThenMeasures) {
  TrialsRecord trials;
  trials.list = {trial(2, {{"inertia", 10.5}, {"smallest", std::int64_t{1}}}),
                 trial(3, {{"inertia", 0.0}, {"smallest", std::int64_t{0}}})};
  EXPECT_EQ(sweep_csv(trials), "k,inertia,smallest\n2,10.5,1\n3,0,0\n");
}

TEST(SweepCsv, OfOtherParametersNamesThem) {
  TrialsRecord trials;
  trials.parameters = {"eps", "min_samples"};
  trials.list = {{{{"eps", 0.5}, {"min_samples", std::int64_t{5}}}, {{"clusters", std::int64_t{7}}}, {}},
                 {{{"min_samples", std::int64_t{6}}}, {{"clusters", std::int64_t{8}}, {"noise", 1.5}}, {}}};
  EXPECT_EQ(sweep_csv(trials), "eps,min_samples,clusters,noise\n0.5,5,7,\n,6,8,1.5\n");
}

TEST(SweepCsv, LeavesOutWhatIsNotFinite) {
  TrialsRecord trials;
  trials.list = {trial(2, {{"inertia", 0.1},
                           {"silhouette", k_nan},
                           {"calinski_harabasz", std::numeric_limits<double>::infinity()},
                           {"iterations", std::int64_t{4}}})};
  EXPECT_THAT(sweep_csv(trials), testing::EndsWith("\n2,0.1,,,4\n"));
}

TEST(SweepCsv, OfNothingIsTheHeader) { EXPECT_EQ(sweep_csv({}), "k\n"); }

TEST(Numbers, AreFoundByName) {
  const NamedNumbers numbers = {{"k", std::int64_t{4}}, {"eps", 0.1}, {"silhouette", k_nan}};
  EXPECT_EQ(value_of(numbers, "k"), 4.0);
  EXPECT_EQ(whole_of(numbers, "k"), 4);
  EXPECT_EQ(whole_of(numbers, "eps"), std::nullopt);
  EXPECT_EQ(value_of(numbers, "silhouette"), std::nullopt);
  EXPECT_EQ(value_of(numbers, "nonesuch"), std::nullopt);
  EXPECT_EQ(text_of(numbers), "k=4, eps=0.1, silhouette=");
  EXPECT_EQ(text_of(numbers, "eps"), "0.1");
}

TEST(Summary, CountsNoise) {
  const std::vector<std::int32_t> labels = {0, -1, 1, 1, -1};
  const ClusteringSummary summary = summary_of(labels, 2);
  EXPECT_EQ(summary.sizes, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(summary.noise, 2);
  EXPECT_EQ(summary.rows(), 5);
  EXPECT_EQ(summary_of(make_clustering(labels, 2)).noise, 2);
  EXPECT_THROW(summary_of(labels, 1), Error);
}

TEST(ChosenTrial, IsThatOfTheChosenK) {
  TrialsRecord trials;
  trials.list = {trial(2, {}), trial(3, {})};
  EXPECT_EQ(chosen_trial(trials), nullptr);
  trials.chosen = ChosenK{3, {}, {}, {}};
  EXPECT_EQ(chosen_trial(trials), &trials.list[1]);
  trials.chosen->k = 4;
  EXPECT_EQ(chosen_trial(trials), nullptr);
}

}  // namespace
}  // namespace shoal

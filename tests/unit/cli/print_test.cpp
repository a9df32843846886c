// The tables of a run.
#include "cli/print.hpp"

#include <gmock/gmock.h>

#include "sample_record.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SegmentTable, HasALineForCustomersInNoSegment) {
  RunRecord record = test::sample_record();
  const std::size_t lines = segment_table(record).lines().size();
  record.result.clustering.noise = 1234;
  const std::vector<std::string> with = segment_table(record).lines();
  ASSERT_EQ(with.size(), lines + 1);
  EXPECT_THAT(with.back(), HasSubstr("(in no segment)"));
  EXPECT_THAT(with.back(), HasSubstr("1,234"));
}

TEST(SweepTable, NamesTheParametersAndMarksTheChosenTrial) {
  RunRecord record;
  record.trials.list = {
      {{{"k", std::int64_t{2}}}, {{"inertia", 1500.0}, {"smallest", std::int64_t{7}}, {"valley", 0.9}}, {}},
      {{{"k", std::int64_t{3}}}, {{"inertia", 12.5}, {"silhouette", 0.5}}, {}}};
  record.trials.chosen = ChosenK{3, {}, {}, {}};
  EXPECT_THAT(sweep_table(record).lines(),
              ElementsAre("  k  inertia  silhouette  stability  valley  smallest",
                          "  2    1,500           -          -    0.90         7",
                          "  3     12.5       0.500          -       -         -  ← chosen"));
}

TEST(SweepTable, HasAColumnForEachParameter) {
  RunRecord record;
  record.trials.parameters = {"eps", "min_samples"};
  record.trials.list = {{{{"eps", 0.5}, {"min_samples", std::int64_t{5}}}, {{"silhouette", 0.25}}, {}},
                        {{{"eps", 1.0}}, {}, {}}};
  EXPECT_THAT(sweep_table(record).lines(),
              ElementsAre("  eps  min_samples  inertia  silhouette  stability  valley  smallest",
                          "  0.5            5        -       0.250          -       -         -",
                          "    1                     -           -          -       -         -"));
}

TEST(RegistryTable, ShowsWhatTheServerSaysEscaped) {
  const ModelVersion version{"m\x1b[2J",
                             "1\n2",
                             {"\xc2\x9b"
                              "a"},
                             "r\x07",
                             0,
                             {{"metric.silhouette", "\x1b"}}};
  for (const std::string& line : registry_table({version}).lines()) EXPECT_EQ(line, printable(line));
}

}  // namespace
}  // namespace shoal::cli

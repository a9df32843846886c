// Random records survive the way to JSON and back; what JSON cannot hold becomes what the header says.
#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <limits>

#include "random_record.hpp"
#include "sample_record.hpp"

namespace shoal {
namespace {

bool same(double a, double b) {
  return std::isfinite(a) ? std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) : std::isnan(b);
}

TEST(RunRecordJson, RandomRecordsComeBackTheSame) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RunRecord record = test::random_record(seed);
    const std::string text = to_json(record);
    const RunRecord back = run_record_from_json(text, "run.json");
    ASSERT_EQ(to_json(back), text) << "seed " << seed;
    ASSERT_EQ(back.run.seed, record.run.seed);
    ASSERT_EQ(back.run.command_line, record.run.command_line);
    ASSERT_EQ(back.run.options, record.run.options);
    ASSERT_EQ(back.shop.feature_names, record.shop.feature_names);
    ASSERT_TRUE(same(record.shop.revenue, back.shop.revenue));
    ASSERT_EQ(back.trials.list.size(), record.trials.list.size());
    for (std::size_t i = 0; i < record.trials.list.size(); ++i) {
      const Trial &its = record.trials.list[i], &read = back.trials.list[i];
      ASSERT_EQ(whole_of(read.parameters, "k"), whole_of(its.parameters, "k"));
      ASSERT_EQ(value_of(read.measures, "inertia"), value_of(its.measures, "inertia"));
      ASSERT_EQ(value_of(read.measures, "elongation"), value_of(its.measures, "elongation"));
      ASSERT_EQ(read.clustering.sizes, its.clustering.sizes);
    }
    ASSERT_EQ(back.result.clustering.noise, record.result.clustering.noise);
    ASSERT_EQ(back.result.algorithm, record.result.algorithm);
    ASSERT_EQ(back.shop.segments.size(), record.shop.segments.size());
    for (std::size_t i = 0; i < record.shop.segments.size(); ++i) {
      ASSERT_EQ(back.shop.segments[i].name, record.shop.segments[i].name);
      for (std::size_t j = 0; j < record.shop.feature_names.size(); ++j) {
        ASSERT_TRUE(same(record.shop.segments[i].medians[j], back.shop.segments[i].medians[j]));
      }
    }
    ASSERT_EQ(back.run.timings.size(), record.run.timings.size());
    for (std::size_t i = 0; i < record.run.timings.size(); ++i)
      ASSERT_EQ(back.run.timings[i].name, record.run.timings[i].name);
    ASSERT_EQ(back.charts.rf_segment, record.charts.rf_segment);
    ASSERT_EQ(back.run.warnings, record.run.warnings);
  }
}

TEST(RunRecordJson, EmptyRecordComesBackEmpty) {
  const RunRecord back = run_record_from_json(to_json(RunRecord{}), "run.json");
  EXPECT_EQ(to_json(back), to_json(RunRecord{}));
  EXPECT_FALSE(back.trials.chosen.has_value());
}

TEST(RunRecordJson, NotFiniteBecomesNullAndNaN) {
  RunRecord record;
  record.shop.revenue = std::numeric_limits<double>::infinity();
  const std::string text = to_json(record);
  EXPECT_THAT(text, testing::HasSubstr("\"revenue\": null"));
  EXPECT_TRUE(std::isnan(run_record_from_json(text, "run.json").shop.revenue));
}

TEST(RunRecordJson, TextThatIsNotUtf8IsReplacedNotRefused) {
  RunRecord record;
  record.run.device = "caf\xe9";
  EXPECT_EQ(run_record_from_json(to_json(record), "run.json").run.device, "caf\xef\xbf\xbd");
}

TEST(RunRecordJson, HoldsWhatWasDecidedAboutTheFile) {
  RunRecord record;
  record.input.reading.decisions = {{"dates", "day first", "--date-order day-first"}, {"encoding", "UTF-16", ""}};
  record.input.reading.doubts = {{"many_duplicates", "a third of the lines repeat", "--keep-duplicates", 4}};
  const Reading read = run_record_from_json(to_json(record), "run.json").input.reading;
  ASSERT_EQ(read.decisions.size(), 2U);
  EXPECT_EQ(read.decisions[0].how, "day first");
  EXPECT_EQ(read.decisions[0].option, "--date-order day-first");
  EXPECT_EQ(read.decisions[1].what, "encoding");
  ASSERT_EQ(read.doubts.size(), 1U);
  EXPECT_EQ(read.doubts[0].about, "many_duplicates");
  EXPECT_EQ(read.doubts[0].count, 4);
}

TEST(RunRecordJson, RecordWrittenByPythonReadsAsItSays) {
  const RunRecord record = test::sample_record();
  EXPECT_EQ(record.input.file.rows, 541909);
  ASSERT_EQ(record.shop.cleaning.size(), 5U);
  EXPECT_EQ(record.shop.cleaning.back().remaining, 392692);
  EXPECT_EQ(record.shop.customers, 4338);
  EXPECT_EQ(record.shop.revenue, 8887208.894);
  ASSERT_EQ(record.trials.list.size(), 9U);
  EXPECT_EQ(whole_of(record.trials.list[2].parameters, "k"), 4);
  ASSERT_TRUE(record.trials.chosen.has_value());
  EXPECT_EQ(record.trials.chosen->elbow, 4);
  ASSERT_EQ(record.shop.segments.size(), 4U);
  EXPECT_EQ(record.shop.segments[0].medians.size(), 11U);
  EXPECT_EQ(record.run.timings.front().name, "read");
  EXPECT_EQ(record.charts.pc1.size(), 1500U);
}

}  // namespace
}  // namespace shoal

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
    ASSERT_EQ(back.seed, record.seed);
    ASSERT_EQ(back.command_line, record.command_line);
    ASSERT_EQ(back.options, record.options);
    ASSERT_EQ(back.feature_names, record.feature_names);
    ASSERT_TRUE(same(record.revenue, back.revenue));
    ASSERT_EQ(back.sweep.size(), record.sweep.size());
    for (std::size_t i = 0; i < record.sweep.size(); ++i) {
      ASSERT_TRUE(same(record.sweep[i].inertia, back.sweep[i].inertia));
      ASSERT_EQ(back.sweep[i].silhouette, record.sweep[i].silhouette);
      ASSERT_EQ(back.sweep[i].sizes, record.sweep[i].sizes);
    }
    ASSERT_EQ(back.segments.size(), record.segments.size());
    for (std::size_t i = 0; i < record.segments.size(); ++i) {
      ASSERT_EQ(back.segments[i].name, record.segments[i].name);
      for (std::size_t j = 0; j < record.feature_names.size(); ++j) {
        ASSERT_TRUE(same(record.segments[i].medians[j], back.segments[i].medians[j]));
      }
    }
    ASSERT_EQ(back.timings.size(), record.timings.size());
    for (std::size_t i = 0; i < record.timings.size(); ++i) ASSERT_EQ(back.timings[i].name, record.timings[i].name);
    ASSERT_EQ(back.charts.rf_segment, record.charts.rf_segment);
    ASSERT_EQ(back.warnings, record.warnings);
  }
}

TEST(RunRecordJson, EmptyRecordComesBackEmpty) {
  const RunRecord back = run_record_from_json(to_json(RunRecord{}), "run.json");
  EXPECT_EQ(to_json(back), to_json(RunRecord{}));
  EXPECT_FALSE(back.chosen.has_value());
}

TEST(RunRecordJson, NotFiniteBecomesNullAndNaN) {
  RunRecord record;
  record.revenue = std::numeric_limits<double>::infinity();
  const std::string text = to_json(record);
  EXPECT_THAT(text, testing::HasSubstr("\"revenue\": null"));
  EXPECT_TRUE(std::isnan(run_record_from_json(text, "run.json").revenue));
}

TEST(RunRecordJson, TextThatIsNotUtf8IsReplacedNotRefused) {
  RunRecord record;
  record.device = "caf\xe9";
  EXPECT_EQ(run_record_from_json(to_json(record), "run.json").device, "caf\xef\xbf\xbd");
}

TEST(RunRecordJson, RecordWrittenByPythonReadsAsItSays) {
  const RunRecord record = test::sample_record();
  EXPECT_EQ(record.input.rows, 541909);
  ASSERT_EQ(record.cleaning.size(), 5U);
  EXPECT_EQ(record.cleaning.back().remaining, 392692);
  EXPECT_EQ(record.customers, 4338);
  EXPECT_EQ(record.revenue, 8887208.894);
  ASSERT_EQ(record.sweep.size(), 9U);
  EXPECT_EQ(record.sweep[2].k, 4);
  ASSERT_TRUE(record.chosen.has_value());
  EXPECT_EQ(record.chosen->elbow, 4);
  ASSERT_EQ(record.segments.size(), 4U);
  EXPECT_EQ(record.segments[0].medians.size(), 11U);
  EXPECT_EQ(record.timings.front().name, "read");
  EXPECT_EQ(record.charts.pc1.size(), 1500U);
}

}  // namespace
}  // namespace shoal

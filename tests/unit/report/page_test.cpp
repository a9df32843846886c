// The whole page: complete, safe, the same every time, whatever the record lacks.
#include <gmock/gmock.h>

#include <functional>

#include "markup.hpp"
#include "sample_record.hpp"
#include "shoal/report.hpp"

namespace shoal {
namespace {

using test::markup_faults;
using test::sample_record;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::size_t count(const std::string& text, const std::string& piece) {
  std::size_t found = 0;
  for (std::size_t at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1)) ++found;
  return found;
}

TEST(Report, SaysWhatTheRecordSays) {
  const std::string page = render_report(sample_record());
  EXPECT_THAT(markup_faults(page), IsEmpty());
  for (const char* piece :
       {"online-retail.csv.gz", "4,338", "8,887,209", "18,532", "Loyal high-value customers", "−135,080", "392,692",
        "shoal segment online-retail.csv.gz", "4f65c1e685661e132cd767bdd0915b240d740c7c269f31c2810a61951308dc9d",
        "Four kinds of customers: the 16\u00a0% called “Loyal high-value customers” bring 65\u00a0% of revenue.",
        "Last ordered more than 70 days ago, and spent at most 600 in all.", "Why four segments"}) {
    EXPECT_THAT(page, HasSubstr(piece));
  }
  EXPECT_EQ(count(page, "role=\"img\""), 14U);
}

TEST(Report, IsTheSameForTheSameRecord) {
  const RunRecord record = sample_record();
  const std::string page = render_report(record);
  EXPECT_EQ(page, render_report(record));
  EXPECT_EQ(page, render_report(run_record_from_json(to_json(record), "run.json")));
}

TEST(Report, LoadsNothing) {
  const std::string page = render_report(sample_record());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* piece : {"http:", "https:", "src=", "@import", "url("}) EXPECT_THAT(page, Not(HasSubstr(piece)));
}

TEST(Report, IsSmall) {
  EXPECT_LT(render_report(sample_record()).size(), 300'000U);
  EXPECT_LT(render_report(test::sample_record_with(12)).size(), 500'000U);
}

TEST(Report, EscapesEveryText) {
  const std::string bad =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onmouseover=\"alert(3)\" x='&amp;";
  RunRecord record = sample_record();
  for (std::string* text : {&record.run.command, &record.run.command_line, &record.run.device, &record.run.started,
                            &record.input.file.path, &record.input.file.sha256, &record.shop.as_of,
                            &record.shop.first_date, &record.shop.last_date, &record.features.preparation}) {
    *text = bad;
  }
  record.run.options = {{bad, bad}};
  record.run.versions = {{"shoal", bad}, {bad, bad}};
  record.input.columns = {{bad, bad}};
  record.input.reading = {{{bad, bad, bad}}, {{bad, bad, bad, 1}}};
  record.run.warnings = {bad};
  record.trials.chosen->reasons = {bad};
  record.charts.neighbours = {bad};
  record.charts.r_labels.assign(5, bad);
  record.charts.f_labels.assign(5, bad);
  for (auto& name : record.charts.profile_features) name = bad;
  for (auto& name : record.features.clustered) name = bad;
  for (auto& name : record.shop.feature_names) name = bad;
  for (auto& stage : record.run.timings) stage.name = bad;
  for (auto& feature : record.features.described) feature.name = bad;
  for (auto& step : record.shop.cleaning) step.step = step.description = bad;
  for (auto& segment : record.shop.segments) {
    segment.name = segment.advice = segment.rule = bad;
    for (auto& part : segment.countries) part.name = bad;
    for (auto& part : segment.products) part.name = bad;
    for (auto& part : segment.distinctions) part.text = part.feature = bad;
  }
  const std::string page = render_report(record);
  EXPECT_THAT(markup_faults(page), IsEmpty());
  EXPECT_EQ(count(page, "<script"), 1U);
  EXPECT_EQ(count(page, "</script"), 1U);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("\" onmouseover")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

struct Lack {
  const char* name;
  std::function<void(RunRecord&)> take;
};

class ReportWithout : public testing::TestWithParam<Lack> {};

TEST_P(ReportWithout, IsStillAWholePage) {
  RunRecord record = sample_record();
  GetParam().take(record);
  const std::string page = render_report(record);
  EXPECT_THAT(markup_faults(page), IsEmpty());
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
}

INSTANTIATE_TEST_SUITE_P(Parts, ReportWithout,
                         testing::Values(Lack{"Everything", [](RunRecord& r) { r = RunRecord{}; }},
                                         Lack{"Charts", [](RunRecord& r) { r.charts = {}; }},
                                         Lack{"Sweep", [](RunRecord& r) { r.trials.list.clear(); }},
                                         Lack{"Chosen", [](RunRecord& r) { r.trials.chosen.reset(); }},
                                         Lack{"ChoiceAtAll",
                                              [](RunRecord& r) {
                                                r.trials.chosen.reset();
                                                r.trials.list.clear();
                                              }},
                                         Lack{"Segments", [](RunRecord& r) { r.shop.segments.clear(); }},
                                         Lack{"Warnings", [](RunRecord& r) { r.run.warnings.clear(); }},
                                         Lack{"Cleaning", [](RunRecord& r) { r.shop.cleaning.clear(); }},
                                         Lack{"Features", [](RunRecord& r) { r.features.described.clear(); }},
                                         Lack{"FeatureNames", [](RunRecord& r) { r.shop.feature_names.clear(); }},
                                         Lack{"Timings", [](RunRecord& r) { r.run.timings.clear(); }},
                                         Lack{"SilhouettesAndStability",
                                              [](RunRecord& r) {
                                                for (auto& trial : r.trials.list) {
                                                  std::erase_if(trial.measures, [](const NamedNumber& measure) {
                                                    return measure.name == "silhouette" ||
                                                           measure.name == "share_negative" ||
                                                           measure.name == "stability";
                                                  });
                                                }
                                                r.result.clustering.cluster_stability.clear();
                                                r.result.metrics.clear();
                                                r.charts.silhouette_widths.clear();
                                              }},
                                         Lack{"CountriesProductsRules",
                                              [](RunRecord& r) {
                                                for (auto& s : r.shop.segments) {
                                                  s.countries.clear();
                                                  s.products.clear();
                                                  s.distinctions.clear();
                                                  s.advice = s.rule = "";
                                                }
                                              }}),
                         [](const auto& info) { return info.param.name; });

TEST(Report, HoldsAnyNumberOfSegments) {
  for (const int k : {1, 2, 3, 5, 12, 30}) {
    const std::string page = render_report(test::sample_record_with(k));
    EXPECT_THAT(markup_faults(page), IsEmpty()) << k;
    EXPECT_EQ(count(page, "<article"), static_cast<std::size_t>(k));
  }
}

TEST(Report, TellsOneSegmentFromMany) {
  RunRecord record = test::sample_record_with(1);
  EXPECT_THAT(render_report(record), HasSubstr("One kind of customer"));
  record = test::sample_record_with(2);
  for (auto& segment : record.shop.segments) segment.share_of_customers = segment.share_of_revenue = 0.5;
  EXPECT_THAT(render_report(record), HasSubstr("Two kinds of customers, with about equal weight in revenue."));
  record = test::sample_record_with(3);
  for (std::size_t c = 0; c < 3; ++c) {
    record.shop.segments[c].share_of_customers = c == 0 ? 0.5 : 0.25;
    record.shop.segments[c].share_of_revenue = c == 0 ? 0.2 : 0.4;
  }
  EXPECT_THAT(render_report(record),
              HasSubstr("Three kinds of customers; 50\u00a0% of them bring 80\u00a0% of revenue."));
}

TEST(Report, FlagsSmallSegments) {
  RunRecord record = sample_record();
  EXPECT_THAT(render_report(record), HasSubstr("none is too small to plan for"));
  record.shop.segments[3].small = true;
  record.shop.segments[3].size = 7;
  EXPECT_THAT(render_report(record), HasSubstr("Too few customers to plan for"));
  EXPECT_THAT(render_report(record), HasSubstr("with 7\u00a0customers; 1 segment is too small to plan for"));
}

TEST(Report, TellsHowManyCustomersAreInNoSegment) {
  RunRecord record = sample_record();
  EXPECT_EQ(render_report(record).find("in no segment"), std::string::npos);
  record.result.clustering.noise = 1234;
  EXPECT_THAT(render_report(record), HasSubstr("1,234\u00a0customers</b> are in no segment"));
}

}  // namespace
}  // namespace shoal

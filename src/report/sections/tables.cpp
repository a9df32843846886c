#include "report/sections/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr const char *k_nothing = "–", *k_no_number = "nan";

Cell count_cell(std::optional<std::int64_t> count) {
  return count ? Cell{grouped(*count), fmt::format("{}", *count)} : Cell{k_nothing, k_no_number};
}

Cell decimal_cell(std::optional<double> value, int decimals) {
  if (!value || !std::isfinite(*value)) return {k_nothing, k_no_number};
  const bool huge = std::abs(*value) >= 1e15;
  return number_cell(huge ? fmt::format("{:.3g}", *value) : grouped(*value, decimals), *value);
}

Cell share_cell(std::optional<double> share) {
  return share ? number_cell(percent(*share), *share) : Cell{k_nothing, k_no_number};
}

Cell feature_cell(const std::string& name, double value) { return number_cell(feature_number(name, value), value); }

std::string heading(const std::string& feature) {
  const std::string unit = feature_unit(feature);
  return capitalised(feature_words(feature)) + (unit == "%" ? ", %" : "");
}

}  // namespace

Table overview_table(const RunRecord& record) {
  Table table;
  table.caption = "The segments at a glance";
  table.id = "overview";
  table.columns = {{"segment", "No."},
                   {"name", "Segment", false},
                   {"customers", "Customers"},
                   {"share_of_customers", "Share of customers", true, false},
                   {"share_of_revenue", "Share of revenue", true, false},
                   {"revenue", "Revenue"},
                   {"return_share", "Value sent back"}};
  for (const Segment& segment : record.shop.segments) {
    table.rows.push_back({number_cell(grouped(number_of(segment.segment)), segment.segment),
                          text_cell(segment_name(record, segment.segment)), count_cell(segment.size),
                          share_cell(segment.share_of_customers), share_cell(segment.share_of_revenue),
                          decimal_cell(segment.revenue, 0), share_cell(segment.return_share)});
    table.row_classes.push_back("seg " + segment_class(segment.segment));
  }
  return table;
}

Table months_table(const RunRecord& record) {
  constexpr std::size_t k_most = 24;
  const auto& months = record.shop.months;
  const std::size_t first = months.size() > k_most ? months.size() - k_most : 0;
  Table table;
  table.caption = first > 0 ? fmt::format("Revenue by month, the last {}", k_most) : std::string("Revenue by month");
  table.id = "months";
  table.columns = {{"month", "Month", false}};
  for (const Segment& segment : record.shop.segments) {
    const std::string name = segment_name(record, segment.segment);
    table.columns.push_back({name, name});
  }
  for (std::size_t m = first; m < months.size(); ++m) {
    std::vector<Cell> row = {text_cell(months[m])};
    for (const Segment& segment : record.shop.segments) {
      const auto& revenue = segment.revenue_by_month;
      row.push_back(decimal_cell(m < revenue.size() ? std::optional(revenue[m]) : std::nullopt, 0));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table medians_table(const RunRecord& record) {
  Table table;
  table.caption = "The typical customer of each segment: medians";
  table.id = "medians";
  table.columns = {{"name", "Segment", false}};
  for (const auto& feature : record.shop.feature_names) table.columns.push_back({feature, heading(feature)});
  for (const Segment& segment : record.shop.segments) {
    std::vector<Cell> row = {text_cell(segment_name(record, segment.segment))};
    for (const auto& feature : record.shop.feature_names) {
      row.push_back(feature_cell(feature, segment_median(record, segment, feature)));
    }
    table.rows.push_back(std::move(row));
    table.row_classes.push_back("seg " + segment_class(segment.segment));
  }
  return table;
}

Table sweep_table(const RunRecord& record) {
  Table table;
  table.caption = "Every number of segments that was tried";
  table.id = "tried";
  table.columns = {{"k", "Segments (k)"},
                   {"inertia", "Inertia"},
                   {"silhouette", "Silhouette"},
                   {"share_negative", "Negative widths"},
                   {"stability", "Stability"},
                   {"calinski_harabasz", "Calinski-Harabasz"},
                   {"davies_bouldin", "Davies-Bouldin"},
                   {"smallest", "Smallest segment"},
                   {"valley", "Valley"}};
  const Trial* chosen = chosen_trial(record.trials);
  for (const Trial& trial : record.trials.list) {
    const auto measure = [&](const char* name) { return value_of(trial.measures, name); };
    table.rows.push_back({count_cell(whole_of(trial.parameters, "k")), decimal_cell(measure("inertia"), 1),
                          decimal_cell(measure("silhouette"), 3), share_cell(measure("share_negative")),
                          share_cell(measure("stability")), decimal_cell(measure("calinski_harabasz"), 1),
                          decimal_cell(measure("davies_bouldin"), 3), count_cell(whole_of(trial.measures, "smallest")),
                          decimal_cell(measure("valley"), 2)});
    table.row_classes.push_back(&trial == chosen ? "chosen" : "");
  }
  return table;
}

Table alternative_table(const Alternative& alternative) {
  Table table;
  table.caption = fmt::format("With {} {}", number_word(alternative.k), alternative.k == 1 ? "segment" : "segments");
  table.id = fmt::format("with{}", alternative.k);
  table.columns = {{"name", "Segment", false},
                   {"customers", "Customers"},
                   {"share_of_customers", "Share of customers", true, false},
                   {"share_of_revenue", "Share of revenue"},
                   {"recency_days", heading("recency_days")},
                   {"frequency", heading("frequency")},
                   {"total_spend", heading("total_spend")}};
  for (const OutlinedSegment& segment : alternative.segments) {
    table.rows.push_back({text_cell(segment.name), count_cell(segment.size), share_cell(segment.share_of_customers),
                          share_cell(segment.share_of_revenue), feature_cell("recency_days", segment.recency_days),
                          feature_cell("frequency", segment.frequency),
                          feature_cell("total_spend", segment.total_spend)});
  }
  return table;
}

Table cleaning_table(const RunRecord& record) {
  Table table;
  table.caption = "Cleaning, step by step";
  table.id = "cleaning";
  table.sortable = false;
  table.columns = {{"step", "Step", false},       {"removed", "Lines removed", true, false},
                   {"remaining", "Lines left"},   {"customers", "Customers left"},
                   {"invoices", "Invoices left"}, {"revenue", "Revenue left"}};
  for (const CleaningStep& step : record.shop.cleaning) {
    table.rows.push_back(
        {{capitalised(step.description.empty() ? feature_words(step.step) : step.description), step.step},
         count_cell(step.removed),
         count_cell(step.remaining),
         count_cell(step.customers),
         count_cell(step.invoices),
         decimal_cell(step.revenue, 0)});
  }
  return table;
}

Table reading_table(const RunRecord& record) {
  Table table;
  table.caption = "How the file was read";
  table.id = "reading";
  table.sortable = false;
  table.columns = {
      {"kind", "", false}, {"what", "Was taken as", false}, {"option", "Fixed or taken otherwise by", false}};
  for (const Decision& decision : record.input.reading.decisions) {
    if (names_a_column(decision)) continue;  // run.json has them
    table.rows.push_back({text_cell(capitalised(decision.what)), text_cell(decision.how), text_cell(decision.option)});
  }
  for (const Doubt& doubt : record.input.reading.doubts) {
    table.rows.push_back({text_cell("Doubt"), text_cell(capitalised(doubt.sentence)), text_cell(doubt.option)});
  }
  return table;
}

Table features_table(const RunRecord& record) {
  Table table;
  table.caption = "Every feature over all customers";
  table.id = "features";
  table.columns = {{"feature", "Feature", false},
                   {"clustered", "Decides the segment", false},
                   {"min", "Smallest"},
                   {"p25", "Lower quarter"},
                   {"median", "Median"},
                   {"p75", "Upper quarter"},
                   {"max", "Largest"},
                   {"mean", "Mean"}};
  for (const FeatureRecord& feature : record.features.described) {
    std::vector<Cell> row = {{heading(feature.name), feature.name}, text_cell(feature.clustered ? "yes" : "no")};
    for (const double value : {feature.min, feature.p25, feature.median, feature.p75, feature.max, feature.mean}) {
      row.push_back(feature_cell(feature.name, value));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace shoal::report

#include "report/record_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/words.hpp"

namespace shoal::report {

std::string segment_name(const RunRecord& record, std::int64_t segment) {
  if (segment < 0) return "In no segment";
  for (const Segment& one : record.shop.segments) {
    if (one.segment == segment && !one.name.empty()) return one.name;
  }
  return fmt::format("Segment {}", number_of(segment));
}

std::optional<double> result_measure(const RunRecord& record, const std::string& name) {
  const auto at = record.result.metrics.find(name);
  if (at != record.result.metrics.end() && std::isfinite(at->second)) return at->second;
  const Trial* trial = chosen_trial(record.trials);
  return trial == nullptr ? std::nullopt : value_of(trial->measures, name);
}

const FeatureRecord* find_feature(const RunRecord& record, std::string_view name) {
  const auto at = std::ranges::find(record.features.described, name, &FeatureRecord::name);
  return at == record.features.described.end() ? nullptr : &*at;
}

double segment_median(const RunRecord& record, const Segment& segment, std::string_view feature) {
  const auto at = std::ranges::find(record.shop.feature_names, feature);
  const auto j = static_cast<std::size_t>(at - record.shop.feature_names.begin());
  return j < segment.medians.size() ? segment.medians[j] : std::numeric_limits<double>::quiet_NaN();
}

std::string input_name(const RunRecord& record) {
  std::string path = record.input.file.path;
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return name.empty() || name == "-" ? std::string("standard input") : name;
}

std::string segment_key(const RunRecord& record) {
  std::string out = "<ul class=\"key\">";
  for (const Segment& segment : record.shop.segments) {
    out += fmt::format("<li class=\"{0}\" data-seg=\"{1}\"><b class=\"badge\">{2}</b> {3}</li>",
                       segment_class(segment.segment), segment.segment, number_of(segment.segment),
                       escaped(segment_name(record, segment.segment)));
  }
  return out + "</ul>";
}

void draw_badge(Drawing& drawing, double x, double y, std::int64_t segment, double radius) {
  const std::string colour = segment_class(segment);
  drawing.circle(x, y, radius, fmt::format("class=\"fill {}\"", colour));
  drawing.text(x, y + 4, fmt::format("{}", number_of(segment)),
               fmt::format("class=\"ink mid{} {}\"", radius < 10.0 ? " tiny" : "", colour));
}

namespace {

/// The segments with the most revenue per customer that together bring at least half of it.
std::vector<const Segment*> strongest(const RunRecord& record) {
  std::vector<const Segment*> order;
  for (const Segment& segment : record.shop.segments) {
    if (segment.share_of_customers > 0 && std::isfinite(segment.share_of_revenue)) order.push_back(&segment);
  }
  std::ranges::stable_sort(order, std::greater<>(), [](const Segment* segment) {
    return segment->share_of_revenue / segment->share_of_customers;
  });
  double revenue = 0.0;
  std::size_t count = 0;
  while (count < order.size() && revenue < 0.5) revenue += order[count++]->share_of_revenue;
  order.resize(count);
  return order;
}

}  // namespace

std::string manager_sentence(const RunRecord& record) {
  const auto kinds = std::ssize(record.shop.segments);
  if (kinds == 0) return "No segments were described.";
  if (kinds == 1) return "One kind of customer: no split of them is worth acting on.";
  const auto top = strongest(record);
  double customers = 0.0, revenue = 0.0;
  for (const Segment* segment : top) {
    customers += segment->share_of_customers;
    revenue += segment->share_of_revenue;
  }
  const std::string start = capitalised(number_word(kinds)) + " kinds of customers";
  if (!(revenue >= 0.5) || !(revenue > customers)) return start + ", with about equal weight in revenue.";
  if (top.size() == 1) {
    return fmt::format("{}: the {} called “{}” bring {} of revenue.", start, percent(customers), top[0]->name,
                       percent(revenue));
  }
  return fmt::format("{}; {} of them bring {} of revenue.", start, percent(customers), percent(revenue));
}

}  // namespace shoal::report

#include <fmt/format.h>

#include <cmath>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

std::string shares_text(const std::vector<NamedShare>& shares) {
  std::vector<std::string> parts;
  for (const auto& part : shares) parts.push_back(fmt::format("{} ({})", part.name, percent(part.share)));
  return join(parts, ", ");
}

std::string part(std::string_view heading, const std::string& html) {
  return html.empty() ? std::string() : fmt::format("<h4>{}</h4>\n{}\n", heading, html);
}

std::string paragraph(const std::string& text) { return text.empty() ? std::string() : "<p>" + escaped(text) + "</p>"; }

std::string facts(const Segment& segment) {
  std::vector<std::string> texts;
  for (const auto& distinction : segment.distinctions) {
    if (!distinction.text.empty()) texts.push_back(capitalised(distinction.text));
  }
  return texts.empty() ? std::string() : "<ul>\n" + list_items(texts) + "</ul>";
}

std::string rule(const Segment& segment) {
  if (segment.rule.empty()) return {};
  std::string text = fmt::format("<p>{}.</p>", escaped(capitalised(rule_words(segment.rule))));
  if (segment.rule_recall > 0 && segment.rule_precision > 0) {
    text += fmt::format("<p class=\"fine\">This rule finds {} of the segment; {} of those it finds belong to it.</p>",
                        percent(segment.rule_recall), percent(segment.rule_precision));
  }
  return text;
}

/// "Half of them have spent 306 to 1,661 in all, in 1 to 5 orders."
std::string middle_half(const Segment& segment) {
  const auto range = [&](const char* feature) -> std::string {
    const auto at = segment.quantiles.find(feature);
    if (at == segment.quantiles.end() || at->second.size() != k_quantiles.size()) return {};
    const std::string low = feature_number(feature, at->second[1]), high = feature_number(feature, at->second[3]);
    return low == high ? low : low + " to " + high;
  };
  const std::string spend = range("total_spend"), orders = range("frequency"), away = range("recency_days");
  if (spend.empty() || orders.empty() || away.empty()) return {};
  return fmt::format(" The middle half of them: {} in all, {} {}, last seen {} {} ago.", spend, orders,
                     orders == "1" ? "order" : "orders", away, away == "1" ? "day" : "days");
}

std::string money(const Segment& segment) {
  if (!(segment.average_order > 0)) return {};
  std::string text = "An order brings " + feature_number("basket_value", segment.average_order) + " on average.";
  text += middle_half(segment);
  if (segment.overdue > 0 && segment.revenue_at_risk > 0) {
    text += fmt::format(" At risk: {} are overdue by their own rhythm; they brought {} in the last 365 days.",
                        grouped(segment.overdue), grouped(segment.revenue_at_risk, 0));
  }
  return paragraph(text);
}

std::string favourites_text(const std::vector<Favourite>& favourites) {
  std::vector<std::string> parts;
  for (const Favourite& favourite : favourites) {
    parts.push_back(fmt::format("{} ({:.1f} times its usual share)", favourite.name, favourite.lift));
  }
  return join(parts, ", ");
}

/// Where a segment's customers are listed; small ones are so only when the run asks for it.
std::string where_to_find(const RunRecord& record, const Segment& segment) {
  if (segment.small) return {};
  return fmt::format("<p class=\"fine\">They are listed in <code>segments.csv</code>, with segment_name “{}”.</p>",
                     escaped(segment_name(record, segment.segment)));
}

std::string card(const RunRecord& record, const Segment& segment) {
  std::string out = fmt::format(
      "<article class=\"card {0}\" data-seg=\"{1}\">\n<h3><b class=\"badge\">{2}</b> {3}</h3>\n"
      "<p class=\"size\"><b>{4}</b>, {5} of all, bring <b>{6}</b> of revenue</p>\n",
      segment_class(segment.segment), segment.segment, number_of(segment.segment),
      escaped(segment_name(record, segment.segment)), counted(segment.size, "customer", "customers"),
      percent(segment.share_of_customers), percent(segment.share_of_revenue));
  if (segment.small) {
    out +=
        "<p class=\"flag\">Too few customers to plan for; they are not listed one by one unless the run asks for "
        "it.</p>\n";
  }
  if (segment.claim_share > 0) {
    out += fmt::format("<p class=\"fine\">The name is true of {} of them.</p>\n", percent(segment.claim_share));
  }
  out += part("What sets them apart", facts(segment));
  out += part("What they bring", money(segment));
  out += part("What to do", paragraph(segment.advice));
  out += part("How to tell them", rule(segment) + where_to_find(record, segment));
  std::string more;
  if (!segment.countries.empty()) more += paragraph("From " + shares_text(segment.countries) + ".");
  if (!segment.products.empty()) more += paragraph("Best sellers by revenue: " + shares_text(segment.products) + ".");
  if (!segment.favourites.empty()) {
    more += paragraph("Bought more than elsewhere: " + favourites_text(segment.favourites) + ".");
  }
  out += part("Where from, and for what", more);
  return out + "</article>\n";
}

}  // namespace

std::string segments_section(const RunRecord& record) {
  if (record.shop.segments.empty()) return {};
  std::string body =
      "<div class=\"grid\">\n" + shares_chart(record) + "<div>" + table_html(overview_table(record)) + "</div></div>\n";
  body += record.shop.segments.size() % 3 == 0 ? "<div class=\"cards by-three\">\n" : "<div class=\"cards\">\n";
  for (const Segment& segment : record.shop.segments) body += card(record, segment);
  body += "</div>\n";
  if (!record.shop.months.empty()) body += table_html(months_table(record));
  return section("segments", "The segments", body);
}

}  // namespace shoal::report

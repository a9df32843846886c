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

std::string card(const RunRecord& record, const Segment& segment) {
  std::string out = fmt::format(
      "<article class=\"card {0}\" data-seg=\"{1}\">\n<h3><b class=\"badge\">{1}</b> {2}</h3>\n"
      "<p class=\"size\"><b>{3}</b>, {4} of all, bring <b>{5}</b> of revenue</p>\n",
      segment_class(segment.segment), segment.segment, escaped(segment_name(record, segment.segment)),
      counted(segment.size, "customer", "customers"), percent(segment.share_of_customers),
      percent(segment.share_of_revenue));
  if (segment.small) {
    out +=
        "<p class=\"flag\">Too few customers to plan for; they are not listed one by one unless the run asks for "
        "it.</p>\n";
  }
  out += part("What sets them apart", facts(segment));
  out += part("What to do", paragraph(segment.advice));
  out += part("How to tell them", rule(segment));
  std::string more;
  if (!segment.countries.empty()) more += paragraph("From " + shares_text(segment.countries) + ".");
  if (!segment.products.empty()) more += paragraph("Best sellers by revenue: " + shares_text(segment.products) + ".");
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
  return section("segments", "The segments", body + "</div>\n");
}

}  // namespace shoal::report

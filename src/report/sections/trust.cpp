#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

/// Bounds after Kaufman and Rousseeuw 1990, table 4 of chapter 2.
std::string separation(double silhouette) {
  if (silhouette > 0.7) return "the segments are far apart";
  if (silhouette > 0.5) return "the segments are clearly apart";
  if (silhouette > 0.25) return "the segments touch: their centres differ clearly, their borders are soft";
  return "customers form one cloud: the borders are a useful convention, not gaps in the data";
}

/// Bounds after Hennig 2007, section 3.
std::string recovery(double stability) {
  if (stability >= 0.85) return "the same segments come back almost whole";
  if (stability >= 0.75) return "the segments come back, with some customers changing sides";
  if (stability >= 0.6) return "a pattern is there, but who belongs where is doubtful";
  return "the segments do not come back; do not build on them";
}

std::string fact(const std::string& head, const std::string& text) {
  return fmt::format("<li><b>{}</b> {}</li>\n", escaped(head), escaped(text));
}

/// What a silhouette of some customers alone is worth; nothing for an exact one.
std::string estimate(const RunRecord& record) {
  const auto rows = result_measure(record, "silhouette_rows");
  if (!rows) return {};
  const auto error = result_measure(record, "silhouette_standard_error");
  return " It is an estimate from " + grouped(static_cast<std::int64_t>(*rows)) + " customers drawn at random" +
         (error ? fmt::format(", with a standard error of {:.4f}.", *error) : ".");
}

/// Two standard errors of the stability, as far as other resamples may lie from these.
std::string give_or_take(const RunRecord& record) {
  const auto error = result_measure(record, "stability_standard_error");
  return error && *error > 0 ? " ± " + percent(2.0 * *error) : "";
}

/// Nothing for a record that does not know it.
std::string rules_together(const RuleCoverage& coverage) {
  if (!(coverage.own > 0)) return {};
  std::string text = fmt::format("fit {} of all customers to their own segment alone; {} meet no rule, {} several",
                                 percent(coverage.own), percent(coverage.none), percent(coverage.several));
  if (coverage.other > 0) text += fmt::format(", {} that of another segment alone", percent(coverage.other));
  return fact("The rules on the cards", text + ".");
}

std::string quality(const RunRecord& record) {
  std::string out;
  const auto silhouette = result_measure(record, "silhouette");
  if (silhouette) {
    out += fact(fmt::format("Silhouette {:.2f}:", *silhouette), separation(*silhouette) + "." + estimate(record));
  }
  if (const auto negative = result_measure(record, "share_negative")) {
    out += fact(percent(*negative) + " of customers",
                "lie nearer to another segment than to their own (negative silhouette width).");
  }
  if (const auto stability = result_measure(record, "stability")) {
    out += fact("Stability " + percent(*stability) + give_or_take(record) + ":",
                recovery(*stability) + " when customers are drawn again at random.");
  }
  out += rules_together(record.shop.rule_coverage);
  const auto held_out = record.result.test_metrics.find("silhouette");
  if (held_out != record.result.test_metrics.end() && std::isfinite(held_out->second) && silhouette) {
    out += fact("On customers held back,",
                fmt::format("the silhouette is {:.2f}, against {:.2f} on those the segments were made from.",
                            held_out->second, *silhouette));
  }
  return out;
}

std::string sizes(const RunRecord& record) {
  if (record.shop.segments.empty()) return {};
  const auto smallest = std::ranges::min_element(record.shop.segments, {}, &Segment::size);
  std::string text = fmt::format("is “{}” with {}", segment_name(record, smallest->segment),
                                 counted(smallest->size, "customer", "customers"));
  const auto small = std::ranges::count_if(record.shop.segments, &Segment::small);
  text += small == 0 ? "; none is too small to plan for."
                     : fmt::format("; {} too small to plan for.",
                                   small == 1 ? "1 segment is" : grouped(small) + " segments are");
  const std::int64_t noise = record.result.clustering.noise;
  const std::string outside = noise > 0 ? fact(counted(noise, "customer", "customers"),
                                               noise == 1 ? "is in no segment: it is unlike all others."
                                                          : "are in no segment: they are unlike all others.")
                                        : std::string();
  return fact("The smallest segment", text) + outside;
}

/// Customers who outweigh all others: the reason for medians and for the logarithm.
std::string giants(const RunRecord& record) {
  const FeatureRecord* spend = find_feature(record, "total_spend");
  if (spend == nullptr || !(spend->median > 0) || !std::isfinite(spend->max)) return {};
  const double times = spend->max / spend->median;
  constexpr double remarkable = 20.0;  // half a page of text is not spent on an ordinary best customer
  std::string text =
      fmt::format("The largest customer spent {}, {} times as much as the median customer ({}).",
                  feature_number("total_spend", spend->max), grouped(std::min(times, 1e15), times < 10 ? 1 : 0),
                  feature_number("total_spend", spend->median));
  text += times >= remarkable
              ? " Averages follow such giants, so the cards show medians; and look at the giants one by one "
                "rather than as a segment."
              : " No single customer outweighs the others.";
  return "<h3 id=\"giants\">Giants</h3>\n<p>" + escaped(text) + "</p>\n";
}

}  // namespace

std::string trust_section(const RunRecord& record) {
  std::string body;
  const std::string facts = quality(record) + sizes(record);
  if (!facts.empty()) body += "<ul class=\"facts\">\n" + facts + "</ul>\n";
  const std::string charts = silhouette_plot(record) + stability_chart(record);
  if (!charts.empty()) body += "<div class=\"grid\">\n" + charts + "</div>\n";
  body += giants(record);
  return section("trust", "Can it be trusted", body);
}

}  // namespace shoal::report

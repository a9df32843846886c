#include "shoal/report.hpp"

#include <fmt/format.h>

#include <array>
#include <string>

#include "report/assets.hpp"
#include "report/html.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"

namespace shoal {
namespace {

/// Nothing may be loaded from anywhere, whatever a text in the data might try.
constexpr std::string_view k_policy =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'";

struct Part {
  std::string_view id, link;
  std::string html;
};

std::string navigation(const std::array<Part, 6>& parts) {
  std::string out = "<nav aria-label=\"Parts of this report\"><ul>\n";
  for (const Part& part : parts) {
    if (!part.html.empty()) out += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", part.id, part.link);
  }
  return out + "</ul></nav>\n";
}

std::string footer(const RunRecord& record) {
  const auto version = record.run.versions.find("shoal");
  return fmt::format(
      "<footer><p>Made by shoal {}{}. This page is one file: it loads nothing and sends nothing.</p></footer>\n",
      version == record.run.versions.end() ? std::string() : report::escaped(version->second),
      record.run.started.empty() ? std::string() : ", " + report::escaped(record.run.started));
}

}  // namespace

std::string render_report(const RunRecord& record) {
  const std::array<Part, 6> parts = {{
      {"segments", "The segments", report::segments_section(record)},
      {"differences", "How they differ", report::differences_section(record)},
      {"choice", "Why this many", report::choice_section(record)},
      {"trust", "Can it be trusted", report::trust_section(record)},
      {"preparation", "From raw lines to features", report::preparation_section(record)},
      {"again", "How to do it again", report::again_section(record)},
  }};
  std::string out = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n<title>Customer segments of {}</title>\n"
      "<link rel=\"icon\" href=\"data:,\">\n<style>{}</style>\n</head>\n<body>\n"
      "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n<header>\n{}</header>\n{}<main id=\"main\">\n",
      k_policy, report::escaped(report::input_name(record)), report::style_sheet(), report::title_section(record),
      navigation(parts));
  for (const Part& part : parts) out += part.html;
  return out + "</main>\n" + footer(record) + "<script>" + report::script() + "</script>\n</body>\n</html>\n";
}

bool is_report(std::string_view text) {
  const std::string_view head = text.substr(0, text.find("<style>"));
  return head.starts_with("<!DOCTYPE html>\n<html lang=\"en\">") &&
         head.find("\n<title>Customer segments of ") != std::string_view::npos;
}

}  // namespace shoal

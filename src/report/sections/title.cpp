#include <fmt/format.h>

#include "report/html.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

std::string figure(const std::string& value, const std::string& what) {
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escaped(what), escaped(value));
}

std::vector<std::string> sentences(std::vector<std::string> texts) {
  for (auto& text : texts) {
    text = capitalised(text);
    if (!text.ends_with('.')) text += '.';
  }
  return texts;
}

}  // namespace

std::string section(const std::string& id, const std::string& heading, const std::string& body) {
  if (body.empty()) return {};
  return fmt::format("<section id=\"{0}\" aria-labelledby=\"{0}-h\">\n<h2 id=\"{0}-h\">{1}</h2>\n{2}</section>\n", id,
                     escaped(heading), body);
}

std::string title_section(const RunRecord& record) {
  std::string out = fmt::format("<p class=\"eyebrow\">Customer segments of <b>{}</b></p>\n<h1>{}</h1>\n",
                                escaped(input_name(record)), escaped(manager_sentence(record)));
  out += "<dl class=\"figures\">";
  if (record.shop.customers > 0) out += figure(grouped(record.shop.customers), "customers");
  if (record.shop.invoices > 0) out += figure(grouped(record.shop.invoices), "orders");
  if (record.shop.revenue > 0) out += figure(grouped(record.shop.revenue, 0), "revenue, in the currency of the file");
  if (!record.shop.first_date.empty())
    out +=
        figure(date_words(record.shop.first_date) + " – " + date_words(record.shop.last_date), "first and last order");
  out += "</dl>\n";
  if (record.run.warnings.empty()) return out;
  const auto count = std::ssize(record.run.warnings);
  return out + fmt::format("<div class=\"note\"><p><b>{}</b></p><ul>{}</ul></div>\n",
                           count == 1 ? "One thing to know before you use these segments"
                                      : "Things to know before you use these segments",
                           list_items(sentences(record.run.warnings)));
}

}  // namespace shoal::report

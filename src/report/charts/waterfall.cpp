// What cleaning took away, step by step.
#include <fmt/format.h>

#include "report/charts/bars.hpp"
#include "report/charts/charts.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {

std::string waterfall_chart(const RunRecord& record) {
  if (record.shop.cleaning.empty()) return {};
  const CleaningStep &first = record.shop.cleaning.front(), &last = record.shop.cleaning.back();
  const std::int64_t raw = first.remaining;
  if (raw <= 0) return {};
  std::vector<Bar> bars = {{"Lines read", 0.0, static_cast<double>(raw), grouped(raw), "whole", {}}};
  std::string told = fmt::format("{} lines were read.", grouped(raw));
  for (const CleaningStep& step : record.shop.cleaning) {
    if (&step == &first) continue;
    const auto from = static_cast<double>(step.remaining), to = from + static_cast<double>(step.removed);
    bars.push_back({capitalised(step.description.empty() ? feature_words(step.step) : step.description),
                    from,
                    to,
                    step.removed == 0 ? "0" : "−" + grouped(step.removed),
                    "gone",
                    {}});
    told += fmt::format(" {} {}.", grouped(step.removed), bars.back().label);
  }
  bars.push_back({"Lines kept", 0.0, static_cast<double>(last.remaining), grouped(last.remaining), "whole", {}});
  told += fmt::format(" {} lines were kept.", grouped(last.remaining));
  return figure_html({fmt::format("{} of the lines are used",
                                  capitalised(percent(static_cast<double>(last.remaining) / static_cast<double>(raw)))),
                      "", draw_bars(bars, static_cast<double>(raw)).svg(told),
                      "<p>A line that several steps would remove is counted in the first of them.</p>"});
}

}  // namespace shoal::report

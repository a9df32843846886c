// Where the time went.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts/bars.hpp"
#include "report/charts/charts.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {

std::string timings_chart(const RunRecord& record) {
  double longest = 0.0;
  for (const Stage& stage : record.timings) longest = std::max(longest, stage.seconds);
  if (!(longest > 0.0)) return {};
  std::vector<Bar> bars;
  std::string told;
  for (const Stage& stage : record.timings) {
    bars.push_back({capitalised(stage.name), 0.0, stage.seconds, human_seconds(stage.seconds), "whole", {}});
    told += fmt::format(" {}: {}.", stage.name, bars.back().value);
  }
  return figure_html({"Where the time went", "", draw_bars(bars, longest).svg("Wall time of each stage." + told), ""});
}

}  // namespace shoal::report

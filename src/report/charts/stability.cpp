// How surely each segment came back in the resamples.
#include <fmt/format.h>

#include "report/charts/bars.hpp"
#include "report/charts/charts.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/words.hpp"

namespace shoal::report {

std::string stability_chart(const RunRecord& record) {
  const std::vector<double>& stability = record.result.clustering.cluster_stability;
  if (stability.empty()) return {};
  std::vector<Bar> bars;
  std::string told;
  for (std::size_t c = 0; c < stability.size(); ++c) {
    const auto segment = static_cast<std::int64_t>(c);
    const double share = stability[c];
    bars.push_back(
        {segment_name(record, segment), 0.0, share, percent(share), "fill " + segment_class(segment), segment});
    told += fmt::format(" {}: {}.", bars.back().label, percent(share));
  }
  constexpr double stable = 0.75;  // Hennig 2007: a cluster with a mean Jaccard index from 0.75 on is "valid, stable"
  return figure_html(
      {"How surely each segment comes back", "",
       draw_bars(bars, 1.0, stable).svg("Bars from 0 to 100 %, a mark at 75 %." + told),
       "<p>How much of the segment was found again, on average, when customers were drawn again at random. "
       "From 75 % on, the dashed mark, a segment counts as stable.</p>"});
}

}  // namespace shoal::report

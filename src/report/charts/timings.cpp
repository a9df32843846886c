// Where the time went.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts/charts.hpp"
#include "report/drawing.hpp"
#include "report/html.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {

std::string timings_chart(const RunRecord& record) {
  double longest = 0.0;
  for (const Stage& stage : record.run.timings) longest = std::max(longest, stage.seconds);
  if (!(longest > 0.0)) return {};
  constexpr double row = 25, left = 92, right = 340;
  Drawing drawing(400, row * static_cast<double>(record.run.timings.size()) + 4);
  const Scale x(0.0, longest, left, right);
  std::string told;
  double y = 0;
  for (const Stage& stage : record.run.timings) {
    const std::string seconds = seconds_words(stage.seconds);
    drawing.text(left - 8, y + 17, shortened(capitalised(stage.name), 14), "class=\"end\"");
    drawing.rect(left, y + 6, std::max(x(stage.seconds) - left, 1.0), 14, "class=\"whole\"");
    drawing.text(std::max(x(stage.seconds), left + 1.0) + 6, y + 17, seconds, "class=\"m\"");
    told += fmt::format(" {}: {}.", stage.name, seconds);
    y += row;
  }
  return figure_html({"Where the time went", "", drawing.svg("Wall time of each stage." + told), ""});
}

}  // namespace shoal::report

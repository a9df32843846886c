#include "report/charts/bars.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html.hpp"
#include "report/record_view.hpp"
#include "report/scale.hpp"

namespace shoal::report {

Drawing draw_bars(const std::vector<Bar>& bars, double full, std::optional<double> guide) {
  constexpr double width = 400, row = 46, left = 2, right = 396, thinnest = 1.5;
  Drawing drawing(width, row * static_cast<double>(bars.size()));
  const Scale x(0.0, full, left, right);
  double y = 0;
  for (const Bar& bar : bars) {
    if (bar.segment) {
      drawing.open(fmt::format("data-seg=\"{}\"", *bar.segment));
      draw_badge(drawing, left + 10, y + 12, *bar.segment);
    }
    drawing.text(bar.segment ? left + 27 : left, y + 16, shortened(bar.label, 42), {});
    drawing.text(right, y + 16, bar.value, "class=\"b end\"");
    drawing.rect(left, y + 25, right - left, 13, "class=\"track\"");
    drawing.rect(x(bar.from), y + 25, std::max(x(bar.to) - x(bar.from), thinnest), 13,
                 fmt::format("class=\"{}\"", bar.css));
    if (bar.segment) drawing.close();
    if (guide) {
      drawing.line(x(*guide), y + 22, x(*guide), y + 41, "class=\"mark-under\"");
      drawing.line(x(*guide), y + 22, x(*guide), y + 41, "class=\"mark\"");
    }
    y += row;
  }
  return drawing;
}

}  // namespace shoal::report

// Share of customers against share of revenue, per segment.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"

namespace shoal::report {

std::string shares_chart(const RunRecord& record) {
  if (record.shop.segments.size() < 2) return {};
  constexpr double width = 400, row = 66, left = 6, right = 348;
  double most = 0.0;
  for (const auto& segment : record.shop.segments)
    most = std::max({most, segment.share_of_customers, segment.share_of_revenue});
  const Scale x(0.0, most, left, right);
  Drawing drawing(width, row * static_cast<double>(record.shop.segments.size()));
  std::string told;
  double y = 0;
  for (const auto& segment : record.shop.segments) {
    const std::string colour = segment_class(segment.segment);
    const std::string name = segment_name(record, segment.segment);
    const std::string customers = percent(segment.share_of_customers), revenue = percent(segment.share_of_revenue);
    drawing.open(fmt::format("data-seg=\"{}\"", segment.segment));
    draw_badge(drawing, left + 10, y + 13, segment.segment);
    drawing.text(left + 27, y + 17, shortened(name, 46), "class=\"b\"");
    drawing.rect(left, y + 28, x(segment.share_of_customers) - left, 12, fmt::format("class=\"fill pale {}\"", colour));
    drawing.text(x(segment.share_of_customers) + 5, y + 38, customers, "class=\"m\"");
    drawing.rect(left, y + 42, x(segment.share_of_revenue) - left, 12, fmt::format("class=\"fill {}\"", colour));
    drawing.text(x(segment.share_of_revenue) + 5, y + 52.5, revenue, "class=\"b\"");
    drawing.close();
    told += fmt::format(" {}: {} of customers, {} of revenue.", name, customers, revenue);
    y += row;
  }
  return figure_html({"Who they are, and what they bring", "", drawing.svg("Two bars for each segment." + told),
                      "Pale bar: share of customers. Full bar: share of revenue."});
}

}  // namespace shoal::report

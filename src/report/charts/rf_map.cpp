// Customers by how recently and how often they ordered, with the segment most of them belong to.
#include <fmt/format.h>

#include <algorithm>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr std::size_t k_groups = 5;
constexpr double k_rf_left = 88, k_rf_top = 26, k_width = 61, k_height = 49;

template <class Rows>
bool is_square(const Rows& rows) {
  return rows.size() == k_groups && std::ranges::all_of(rows, [](const auto& row) { return row.size() == k_groups; });
}

bool has_rf_map(const ChartData& charts) {
  return is_square(charts.rf_counts) && is_square(charts.rf_segment) && charts.r_labels.size() == k_groups &&
         charts.f_labels.size() == k_groups;
}

void draw_cell(Drawing& drawing, const RunRecord& record, std::size_t r, std::size_t f) {
  const std::int64_t count = record.charts.rf_counts[r][f];
  const std::int32_t segment = record.charts.rf_segment[r][f];
  const double x = k_rf_left + static_cast<double>(f) * k_width, y = k_rf_top + static_cast<double>(r) * k_height;
  if (count <= 0) {
    drawing.rect(x + 1, y + 1, k_width - 2, k_height - 2, "class=\"empty\"");
    return;
  }
  const std::string colour = segment_class(segment);
  drawing.open(fmt::format("data-seg=\"{}\"", segment));
  drawing.rect(
      x + 1, y + 1, k_width - 2, k_height - 2, fmt::format("class=\"fill {}\"", colour),
      fmt::format("{}, most often {}", counted(count, "customer", "customers"), segment_name(record, segment)));
  drawing.text(x + k_width / 2, y + 23, grouped(count), fmt::format("class=\"ink mid b {}\"", colour));
  if (segment >= 0) {
    drawing.text(x + k_width / 2, y + 39, fmt::format("seg. {}", number_of(segment)),
                 fmt::format("class=\"ink mid tiny {}\"", colour));
  }
  drawing.close();
}

}  // namespace

std::string rf_map_chart(const RunRecord& record) {
  const ChartData& charts = record.charts;
  if (!has_rf_map(charts)) return {};
  Drawing drawing(400, k_rf_top + k_groups * k_height + 42);
  drawing.text(2, 14, "Days since the last order", "class=\"m\"");
  std::int64_t most = -1;
  std::size_t most_r = 0, most_f = 0;
  for (std::size_t r = 0; r < k_groups; ++r) {
    drawing.text(k_rf_left - 8, k_rf_top + (static_cast<double>(r) + 0.5) * k_height + 4, charts.r_labels[r],
                 "class=\"m end\"");
    for (std::size_t f = 0; f < k_groups; ++f) {
      draw_cell(drawing, record, r, f);
      if (charts.rf_counts[r][f] <= most) continue;
      most = charts.rf_counts[r][f];
      most_r = r;
      most_f = f;
    }
  }
  const double bottom = k_rf_top + k_groups * k_height;
  for (std::size_t f = 0; f < k_groups; ++f) {
    drawing.text(k_rf_left + (static_cast<double>(f) + 0.5) * k_width, bottom + 17, charts.f_labels[f],
                 "class=\"m mid\"");
  }
  drawing.text(k_rf_left + k_groups * k_width / 2, bottom + 36, "Number of orders", "class=\"m mid\"");
  const std::string told = fmt::format(
      "A grid of five by five cells: rows by days since the last order, columns by number of orders. Each cell gives "
      "the number of customers and their most frequent segment. The fullest cell, {} days and {} orders, holds {}, "
      "most "
      "often {}.",
      charts.r_labels[most_r], charts.f_labels[most_f], counted(most, "customer", "customers"),
      segment_name(record, charts.rf_segment[most_r][most_f]));
  return figure_html({"How recently and how often they order", "", drawing.svg(told),
                      segment_key(record) +
                          "<p>Each cell holds the number of customers and, by colour, their most frequent segment. "
                          "The most recent and most frequent buyers are at the top right.</p>"});
}

}  // namespace shoal::report

// Measures against the number of segments: inertia (elbow), silhouette, stability; the chosen k is marked.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/charts/charts.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr double k_sweep_left = 54, k_sweep_right = 328, k_sweep_top = 50, k_sweep_bottom = 206;

struct Curve {
  std::string title, unit, told, note;
  TickText text = number_tick;
  std::string (*value)(double) = nullptr;         ///< a value as the labels and the description give it
  std::vector<std::pair<double, double>> points;  ///< k, value
  std::optional<double> guide;                    ///< a level to hold against, named in the note
  std::optional<std::int64_t> elbow;
};

/// At the chosen k a full dot; at an elbow elsewhere a ring.
void draw_marks(Drawing& drawing, const Curve& curve, const RunRecord& record, const Scale& x, const Scale& y) {
  for (const auto& [k, value] : curve.points) {
    const bool chosen = record.trials.chosen && static_cast<double>(record.trials.chosen->k) == k;
    const bool elbow = curve.elbow && static_cast<double>(*curve.elbow) == k && !chosen;
    const char* css = chosen ? "class=\"dot chosen\"" : elbow ? "class=\"ring\"" : "class=\"dot\"";
    drawing.circle(x(k), y(value), chosen || elbow ? 6 : 3.5, css, fmt::format("k = {}: {}", k, curve.value(value)));
    if (elbow) drawing.text(x(k) + 9, y(value) - 8, "elbow", "class=\"m\"");
  }
}

/// The chosen k and its value stand above the chart, where no curve runs through them.
void draw_chosen(Drawing& drawing, const Curve& curve, std::int64_t k, const Scale& x) {
  const double at = x(static_cast<double>(k));
  drawing.line(at, k_sweep_top - 30, at, k_sweep_bottom, "class=\"mark\"");
  const auto point = std::ranges::find(curve.points, static_cast<double>(k), &std::pair<double, double>::first);
  const std::string value = point == curve.points.end() ? "" : ": " + curve.value(point->second);
  drawing.text(at, k_sweep_top - 35, fmt::format("chosen k = {}{}", k, value),
               at > k_sweep_right - 60 ? "class=\"b end\"" : "class=\"b mid\"");
}

std::string draw(const RunRecord& record, const Curve& curve) {
  if (curve.points.size() < 2) return {};
  double low = 0.0, high = 0.0;
  for (const auto& [k, value] : curve.points) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  const Ticks ticks = nice_ticks(low, high);
  const Scale x(curve.points.front().first - 0.4, curve.points.back().first + 0.4, k_sweep_left, k_sweep_right);
  const Scale y(ticks.low(), ticks.high(), k_sweep_bottom, k_sweep_top);
  Drawing drawing(340, 246);
  draw_y_axis(drawing, ticks, y, k_sweep_left, k_sweep_right, curve.unit, curve.text);
  draw_x_axis(drawing, inner_ticks(curve.points.front().first, curve.points.back().first, true), x, k_sweep_bottom,
              k_sweep_bottom, "Number of segments (k)");
  if (record.trials.chosen) draw_chosen(drawing, curve, record.trials.chosen->k, x);
  if (curve.guide) drawing.line(k_sweep_left, y(*curve.guide), k_sweep_right, y(*curve.guide), "class=\"guide\"");
  std::vector<std::pair<double, double>> path;
  for (const auto& [k, value] : curve.points) path.emplace_back(x(k), y(value));
  drawing.path(polyline(path), "class=\"curve\"");
  draw_marks(drawing, curve, record, x, y);
  std::string told = curve.told;
  for (const auto& [k, value] : curve.points) told += fmt::format(" {}: {}.", k, curve.value(value));
  return figure_html({curve.title, "", drawing.svg(told), "<p>" + curve.note + "</p>", "third"});
}

/// (k, value) of every trial that has a finite value of the measure.
std::vector<std::pair<double, double>> points(const RunRecord& record, std::string_view measure) {
  std::vector<std::pair<double, double>> out;
  for (const Trial& trial : record.trials.list) {
    const std::optional<std::int64_t> k = whole_of(trial.parameters, "k");
    const std::optional<double> found = value_of(trial.measures, measure);
    if (k && found) out.emplace_back(static_cast<double>(*k), *found);
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

std::string inertia_chart(const RunRecord& record) {
  Curve curve;
  curve.title = "What one more segment explains";
  curve.unit = "Inertia";
  curve.value = [](double inertia) { return number_tick(inertia, inertia < 100 ? 0.01 : 1); };
  curve.told = "Inertia by number of segments.";
  curve.note =
      "Inertia is what the segments leave unexplained: the squared distances of customers from their segment’s "
      "centre. More segments leave less; look for the bend, the elbow, after which little is gained.";
  curve.points = points(record, "inertia");
  if (record.trials.chosen) curve.elbow = record.trials.chosen->elbow;
  return draw(record, curve);
}

std::string silhouette_by_k_chart(const RunRecord& record) {
  Curve curve;
  curve.title = "How clearly they are separated";
  curve.unit = "Mean silhouette";
  curve.value = [](double silhouette) { return number_tick(silhouette, 0.01); };
  curve.told = "Mean silhouette by number of segments.";
  curve.note =
      "The silhouette compares the distance to one’s own segment with that to the next: 1 is far apart, 0 is on the "
      "border. It often favours too few segments, so it does not decide alone.";
  curve.points = points(record, "silhouette");
  return draw(record, curve);
}

std::string stability_by_k_chart(const RunRecord& record) {
  Curve curve;
  curve.title = "Whether they come back";
  curve.unit = "Stability";
  curve.told = "Stability by number of segments.";
  curve.text = percent_tick;
  curve.value = percent;
  curve.note =
      "Customers were drawn again at random and segmented anew. Stability is how much of a segment is found again, on "
      "average; below 75 %, the dotted line, it may be an accident of this data.";
  curve.points = points(record, "stability");
  curve.guide = 0.75;
  return draw(record, curve);
}

}  // namespace shoal::report

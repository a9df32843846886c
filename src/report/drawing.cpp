#include "report/drawing.hpp"

#include <fmt/format.h>

#include <cmath>

#include "report/html.hpp"

namespace shoal::report {
namespace {

std::string closed(std::string_view name, std::string_view tip) {
  return tip.empty() ? std::string("/>") : fmt::format("><title>{}</title></{}>", escaped(tip), name);
}

}  // namespace

std::string coordinate(double value) {
  if (!std::isfinite(value) || std::abs(value) > 1e6) return "0";
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

void Drawing::rect(double x, double y, double width, double height, std::string_view attributes, std::string_view tip) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}{}\n", coordinate(x), coordinate(y),
                       coordinate(width > 0 ? width : 0), coordinate(height > 0 ? height : 0), attributes,
                       closed("rect", tip));
}

void Drawing::line(double x1, double y1, double x2, double y2, std::string_view attributes) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" {}/>\n", coordinate(x1), coordinate(y1),
                       coordinate(x2), coordinate(y2), attributes);
}

void Drawing::circle(double x, double y, double radius, std::string_view attributes, std::string_view tip) {
  body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" {}{}\n", coordinate(x), coordinate(y), coordinate(radius),
                       attributes, closed("circle", tip));
}

void Drawing::text(double x, double y, std::string_view content, std::string_view attributes) {
  body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}{}>{}</text>\n", coordinate(x), coordinate(y),
                       attributes.empty() ? "" : " ", attributes, escaped(content));
}

void Drawing::path(std::string_view d, std::string_view attributes) {
  body_ += fmt::format("<path d=\"{}\" {}/>\n", d, attributes);
}

void Drawing::again(std::string_view id, std::string_view attributes) {
  body_ += fmt::format("<use href=\"#{}\" {}/>\n", id, attributes);
}

void Drawing::open(std::string_view attributes) { body_ += fmt::format("<g {}>\n", attributes); }
void Drawing::close() { body_ += "</g>\n"; }

std::string Drawing::svg(std::string_view label) const {
  return fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n{}</svg>\n", coordinate(width_),
                     coordinate(height_), escaped(label), body_);
}

std::string polyline(const std::vector<std::pair<double, double>>& points) {
  std::string d;
  for (const auto& [x, y] : points) d += fmt::format("{}{} {}", d.empty() ? "M" : "L", coordinate(x), coordinate(y));
  return d;
}

std::string figure_html(const Figure& figure) {
  if (figure.svg.empty()) return {};
  return fmt::format("<figure class=\"{}\">\n<h3>{}</h3>\n{}{}</figure>\n", figure.css, escaped(figure.title),
                     figure.svg, figure.note.empty() ? "" : "<figcaption>" + figure.note + "</figcaption>\n");
}

}  // namespace shoal::report

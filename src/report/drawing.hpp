// A chart being drawn: SVG elements in user units, origin at the top left.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shoal::report {

/// A coordinate with at most one decimal; 0 for what is not finite, so that no chart can hold "nan".
std::string coordinate(double value);

/// Collects elements. `attributes` are written as they are (never from data); texts and tips are escaped. A tip shows when
/// the pointer rests on the element.
class Drawing {
 public:
  Drawing(double width, double height) : width_(width), height_(height) {}

  void rect(double x, double y, double width, double height, std::string_view attributes, std::string_view tip = {});
  void line(double x1, double y1, double x2, double y2, std::string_view attributes);
  void circle(double x, double y, double radius, std::string_view attributes, std::string_view tip = {});
  void text(double x, double y, std::string_view content, std::string_view attributes = {});
  void path(std::string_view d, std::string_view attributes);
  /// Draws the element with that id of this page once more.
  void again(std::string_view id, std::string_view attributes);
  void open(std::string_view attributes);
  void close();

  double width() const { return width_; }
  double height() const { return height_; }
  /// The whole element; `label` is what a reader who cannot see it is told.
  std::string svg(std::string_view label) const;

 private:
  double width_, height_;
  std::string body_;
};

/// Path data through the points: "M1 2L3 4".
std::string polyline(const std::vector<std::pair<double, double>>& points);

/// A chart with its words: the title says what is to be seen, the description tells the same to who cannot see it.
struct Figure {
  std::string title, description;
  std::string svg;
  std::string note;          ///< HTML below the chart, may be empty
  std::string css = "half";  ///< half or third of the page's width
};
std::string figure_html(const Figure& figure);

}  // namespace shoal::report

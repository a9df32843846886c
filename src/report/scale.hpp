// From data to user units, and the ticks in between.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/drawing.hpp"

namespace shoal::report {

/// At most five round values that enclose the data.
struct Ticks {
  std::vector<double> at;
  double step = 1.0;
  double low() const { return at.front(); }
  double high() const { return at.back(); }
};

/// Ticks from below `low` to above `high`, steps of 1, 2, 2.5 or 5 times a power of ten; `whole` keeps the step a whole number. Any
/// input, also not finite or upside down, gives at least two finite ticks.
Ticks nice_ticks(double low, double high, bool whole = false);

/// At most five round values inside [low, high], for axes that need not start at zero; the same steps.
Ticks inner_ticks(double low, double high, bool whole = false);

/// A straight scale; values outside the data range are clamped to it.
class Scale {
 public:
  Scale(double low, double high, double from, double to) : low_(low), high_(high), from_(from), to_(to) {}
  double operator()(double value) const;
  double from() const { return from_; }
  double to() const { return to_; }

 private:
  double low_, high_, from_, to_;
};

/// A tick as people write it: "6,000", "0.25", "200k", "1.5m".
std::string number_tick(double value, double step);
/// "25 %".
std::string percent_tick(double value, double step);
using TickText = std::string (*)(double value, double step);

/// Grid lines from `top` to `bottom`, the tick texts below, and the title with its unit below them.
void draw_x_axis(Drawing& drawing, const Ticks& ticks, const Scale& x, double top, double bottom,
                 std::string_view title, TickText text = number_tick);
/// Grid lines from `left` to `right`, tick texts at the left, the title above the axis, read without turning the head.
void draw_y_axis(Drawing& drawing, const Ticks& ticks, const Scale& y, double left, double right,
                 std::string_view title, TickText text = number_tick);

}  // namespace shoal::report

#include "report/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr int k_most_ticks = 5;
constexpr double k_title_gap = 16;   ///< from the title of the y axis down to the highest tick
constexpr double k_largest = 1e300;  ///< keeps high - low and its ticks finite

double tame(double value) { return std::isfinite(value) ? std::clamp(value, -k_largest, k_largest) : 0.0; }

int decimals(double step) {
  int count = 0;
  while (count < 6 && std::abs(step * std::pow(10.0, count) - std::round(step * std::pow(10.0, count))) > 1e-9) ++count;
  return count;
}

}  // namespace

namespace {

/// The smallest round step for which `accept(step)` holds. low < high, both finite.
template <class Accept>
double round_step(double low, double high, bool whole, Accept accept) {
  double power = std::pow(10.0, std::floor(std::log10((high - low) / k_most_ticks)));
  if (whole) power = std::max(power, 1.0);
  for (;; power *= 10.0) {
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
      const double step = factor * power;
      if ((!whole || step == std::floor(step)) && accept(step)) return step;
    }
  }
}

/// Both finite, in order, and a visible distance apart.
void make_range(double& low, double& high, bool whole) {
  low = tame(low);
  high = tame(high);
  if (low > high) std::swap(low, high);
  const double size = std::max({std::abs(low), std::abs(high), whole ? 1.0 : 1e-300});
  // The multiples of a step are counted in doubles: the range must stay far above their rounding.
  if (high - low <= size * 1e-12) high = low + (whole ? std::max(size * 1e-9, 1.0) : std::max(size * 0.5, 1e-12));
}

Ticks multiples(double step, double first, double last) {
  Ticks ticks;
  ticks.step = step;
  for (double i = first; i <= last; ++i) ticks.at.push_back(i * step);
  return ticks;
}

double floor_of(double value, double step) { return std::floor(value / step + 1e-9); }
double ceil_of(double value, double step) { return std::ceil(value / step - 1e-9); }

}  // namespace

Ticks nice_ticks(double low, double high, bool whole) {
  make_range(low, high, whole);
  const double step =
      round_step(low, high, whole, [=](double s) { return ceil_of(high, s) - floor_of(low, s) < k_most_ticks; });
  return multiples(step, floor_of(low, step), std::max(ceil_of(high, step), floor_of(low, step) + 1));
}

Ticks inner_ticks(double low, double high, bool whole) {
  make_range(low, high, whole);
  const double step =
      round_step(low, high, whole, [=](double s) { return floor_of(high, s) - ceil_of(low, s) < k_most_ticks; });
  return multiples(step, ceil_of(low, step), floor_of(high, step));
}

double Scale::operator()(double value) const {
  if (!std::isfinite(value) || !(high_ > low_)) return from_;
  const double share = (value - low_) / (high_ - low_);
  return from_ + std::clamp(share, 0.0, 1.0) * (to_ - from_);
}

std::string number_tick(double value, double step) {
  if (value < 0) return "−" + number_tick(-value, step);
  if (value >= 1e15 || (value > 0 && value < 1e-4)) return fmt::format("{:.3g}", value);
  if (value >= 1e9) return fmt::format("{:.4g}bn", value / 1e9);
  if (value >= 1e6) return fmt::format("{:.4g}m", value / 1e6);
  if (value >= 1e5 || (value > 0 && step >= 1e4)) return fmt::format("{:.4g}k", value / 1e3);
  return grouped(value, decimals(step));
}

std::string percent_tick(double value, double step) {
  return fmt::format("{} %", grouped(value * 100.0, decimals(step * 100.0)));
}

void draw_x_axis(Drawing& drawing, const Ticks& ticks, const Scale& x, double top, double bottom,
                 std::string_view title, TickText text) {
  for (const double at : ticks.at) {
    drawing.line(x(at), top, x(at), bottom, "class=\"gl\"");
    drawing.text(x(at), bottom + 16, text(at, ticks.step), "class=\"m mid\"");
  }
  drawing.line(x.from(), bottom, x.to(), bottom, "class=\"axis\"");
  drawing.text((x.from() + x.to()) / 2, bottom + 34, title, "class=\"m mid\"");
}

void draw_y_axis(Drawing& drawing, const Ticks& ticks, const Scale& y, double left, double right,
                 std::string_view title, TickText text) {
  for (const double at : ticks.at) {
    drawing.line(left, y(at), right, y(at), "class=\"gl\"");
    drawing.text(left - 6, y(at) + 4, text(at, ticks.step), "class=\"m end\"");
  }
  drawing.text(2, std::min(y.from(), y.to()) - k_title_gap, title, "class=\"m\"");
}

}  // namespace shoal::report

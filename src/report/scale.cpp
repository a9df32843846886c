#include "report/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr int k_most_ticks = 5;
constexpr double k_largest = 1e300;  ///< keeps high - low and its ticks finite

double tame(double value) { return std::isfinite(value) ? std::clamp(value, -k_largest, k_largest) : 0.0; }

int decimals(double step) {
  int count = 0;
  while (count < 6 && std::abs(step * std::pow(10.0, count) - std::round(step * std::pow(10.0, count))) > 1e-9) ++count;
  return count;
}

}  // namespace

Ticks nice_ticks(double low, double high, bool whole) {
  low = tame(low);
  high = tame(high);
  if (low > high) std::swap(low, high);
  const double size = std::max({std::abs(low), std::abs(high), whole ? 1.0 : 1e-300});
  if (high - low <= size * 1e-12) high = low + (whole ? 1.0 : std::max(size * 0.5, 1e-12));
  double power = std::pow(10.0, std::floor(std::log10((high - low) / k_most_ticks)));
  if (whole) power = std::max(power, 1.0);
  for (;; power *= 10.0) {
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
      const double step = factor * power;
      if (whole && step != std::floor(step)) continue;
      const double first = std::floor(low / step + 1e-9), last = std::ceil(high / step - 1e-9);
      if (last - first > k_most_ticks - 1) continue;
      Ticks ticks;
      ticks.step = step;
      for (double i = first; i <= std::max(last, first + 1); ++i) ticks.at.push_back(i * step);
      return ticks;
    }
  }
}

double Scale::operator()(double value) const {
  if (!std::isfinite(value) || !(high_ > low_)) return from_;
  const double share = (value - low_) / (high_ - low_);
  return from_ + std::clamp(share, 0.0, 1.0) * (to_ - from_);
}

std::string number_tick(double value, double step) {
  const double size = std::abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return fmt::format("{:.3g}", value);
  if (size >= 1e9) return fmt::format("{:.4g}bn", value / 1e9);
  if (size >= 1e6) return fmt::format("{:.4g}m", value / 1e6);
  if (size >= 1e5) return fmt::format("{:.4g}k", value / 1e3);
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
  drawing.text(2, std::min(y.from(), y.to()) - 14, title, "class=\"m\"");
}

}  // namespace shoal::report

// Horizontal bars from zero: a label above each bar, its value at the end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/drawing.hpp"

namespace shoal::report {

struct Bar {
  std::string label;
  double from = 0.0, to = 0.0;          ///< in units of the data
  std::string value;                    ///< as text
  std::string css;                      ///< classes of the bar
  std::optional<std::int64_t> segment;  ///< draws its badge before the label
};

/// All bars share one scale from zero to `full`; a thin guide line at `guide` where there is one.
Drawing draw_bars(const std::vector<Bar>& bars, double full, std::optional<double> guide = std::nullopt);

}  // namespace shoal::report

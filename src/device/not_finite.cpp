#include "device/not_finite.hpp"

#include <cmath>
#include <string>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::detail {

void throw_not_finite(std::int64_t row, std::int64_t column, double value) {
  throw Error(ErrorCode::data, "the value is not a finite number", "drop such rows, or fill the gaps",
              "row " + grouped(row + 1) + ", column " + grouped(column + 1),
              std::isnan(value) ? "NaN"
              : value > 0       ? "infinity"
                                : "-infinity");
}

}  // namespace shoal::detail

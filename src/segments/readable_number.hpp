// Numbers that people read easily: two significant digits.
#pragma once

#include <string>

namespace shoal::detail {

/// The smallest number with at most two significant decimal digits that is not below x: 2.5 of 2.41, 1300 of 1205,
/// -1.2 of -1.25. x finite; results beyond the range of double are clipped to it.
double readable_above(double x);

/// The shortest text that reads back as the number, without an exponent where it is of everyday size: "1300", "0.15".
std::string readable_text(double x);

}  // namespace shoal::detail

// The colours of the report.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace shoal::report {

constexpr int k_segment_colours = 12;

/// Fill of segment c (mod 12) on light and on dark paper, "#rrggbb". Any two of the first four lie at least 27 CIELAB units
/// apart with normal sight, protanopia, deuteranopia and tritanopia (Machado 2009), of all twelve 20 (light paper); the
/// first four differ by 14 or more in lightness, so they can be told apart in grey print.
extern const std::array<std::string_view, k_segment_colours> k_light_colours, k_dark_colours;

/// Class of everything in a segment's colour: "s3"; "sx" for noise (-1).
std::string segment_class(std::int64_t segment);

/// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
double contrast(std::string_view a, std::string_view b);
/// Black or white, whichever reads better on the colour (at least 4.58 to 1).
std::string_view ink_on(std::string_view colour);
/// From orange-brown (-1) over near-white to blue (+1); both ends are dark in grey, hence the signs in the cells.
std::string diverging(double value);

}  // namespace shoal::report

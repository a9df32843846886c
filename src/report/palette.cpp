#include "report/palette.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace shoal::report {

const std::array<std::string_view, k_segment_colours> k_light_colours = {"#314b98", "#d5a416", "#008f43", "#aae18d",
                                                                         "#71024c", "#b872fd", "#ca121d", "#75c7fb",
                                                                         "#8e0839", "#b86bb2", "#fdd4c7", "#f07c9a"};
const std::array<std::string_view, k_segment_colours> k_dark_colours = {"#6475c8", "#eeba33", "#3db262", "#b6ed99",
                                                                        "#a9427d", "#ce98ff", "#fb4b3f", "#a0d6fd",
                                                                        "#c44664", "#d98ad2", "#fce1d8", "#fd9db3"};

namespace {

std::array<int, 3> channels(std::string_view colour) {
  std::array<int, 3> rgb{};
  for (std::size_t i = 0; i < 3; ++i) {
    const char* begin = colour.data() + 1 + 2 * i;
    std::from_chars(begin, begin + 2, rgb[i], 16);
  }
  return rgb;
}

double luminance(std::string_view colour) {
  constexpr std::array<double, 3> weight = {0.2126, 0.7152, 0.0722};
  double sum = 0.0;
  const auto rgb = channels(colour);
  for (std::size_t i = 0; i < 3; ++i) {
    const double v = rgb[i] / 255.0;
    sum += weight[i] * (v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4));
  }
  return sum;
}

}  // namespace

std::string segment_class(std::int64_t segment) {
  return segment < 0 ? std::string("sx") : fmt::format("s{}", segment % k_segment_colours);
}

double contrast(std::string_view a, std::string_view b) {
  const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
  return (light + 0.05) / (dark + 0.05);
}

std::string_view ink_on(std::string_view colour) {
  return contrast(colour, "#000000") >= contrast(colour, "#ffffff") ? "#000000" : "#ffffff";
}

std::string diverging(double value) {
  constexpr std::array<double, 3> middle = {246, 246, 244}, below = {179, 88, 6}, above = {43, 92, 158};
  const double share = std::isfinite(value) ? std::min(std::abs(value), 1.0) : 0.0;
  const auto& end = value < 0 ? below : above;
  std::array<int, 3> rgb{};
  for (std::size_t i = 0; i < 3; ++i) rgb[i] = static_cast<int>(std::lround(middle[i] + share * (end[i] - middle[i])));
  return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

}  // namespace shoal::report

// Times of day written as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "data/input/text_scanner.hpp"

namespace shoal::data {

struct ClockTime {
  std::int64_t seconds = 0;  ///< of the day; 86,400 for the leap second at its end
  std::string fraction;      ///< digits after the seconds without trailing zeros
};

/// Reads a time and the zone behind it, which is read over: "8:26", "08:26:00.125Z", "8:26 PM", "8:26 p. m.", "14.30", "14h30",
/// "8 am", "14:30 Uhr", "08:26 +0100", "8:26 PST". With `compact` also "0826" and "082600". Nothing when there is none; the scanner is then
/// anywhere. Words must be folded (folded_text) but for T, Z, AM and PM.
std::optional<ClockTime> scan_clock(TextScanner& scan, bool compact);

/// Reads what may follow a time: "Z", "UTC", "GMT+0100 (CET)", "-05", "[Europe/Berlin]".
bool scan_zone(TextScanner& scan);

/// The time that a field of its own holds: as above, "826" and "082600" too, a part of a day (0.5), or a date with a time, of which the
/// time counts.
std::optional<ClockTime> parse_clock(std::string_view text);

}  // namespace shoal::data

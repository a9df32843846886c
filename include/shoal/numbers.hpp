// Numbers that people write: every number of an option, a configuration file or a variable is read here.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace shoal {

/// The real numbers that are accepted. Infinities stand for no bound; they are not accepted themselves, nor is NaN.
struct RealRange {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  bool with_low = true, with_high = true;  ///< whether the bounds themselves are accepted
};

/// "a whole number from 0 to 1,024"; "a number above 0 and below 1".
template <class T>
std::string describe_whole(T low, T high);
std::string describe(const RealRange& range);

/// The whole number that the text is, digits and a minus only; T is int, std::int64_t or std::uint64_t. Error{usage} that
/// names the range, what was found and `where` for anything else: an empty text, letters, 1e3, what does not fit into T.
template <class T>
T whole_number(std::string_view text, T low, T high, const std::string& where);
/// The real number that the text is, 0.5 or 1e-4. Error{usage} as above, with the hint.
double real_number(std::string_view text, const RealRange& range, const std::string& where,
                   const std::string& hint = {});

/// The shortest text that reads back as the number: "0.0001", "1e-12".
std::string number_text(double value);

}  // namespace shoal

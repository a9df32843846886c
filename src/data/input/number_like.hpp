// Texts that were meant as numbers.
#pragma once

#include <string_view>

namespace shoal::data {

/// Whether a text that parse_number() refuses is a number in another notation: "1,5", "1.234,50", "$3.20", "45 %". Dates
/// are none.
bool is_number_like(std::string_view text);

}  // namespace shoal::data

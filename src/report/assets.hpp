// What the page carries besides its content.
#pragma once

#include <string>

namespace shoal::report {

/// The style sheet, with the segment colours.
std::string style_sheet();
/// Sorting and highlighting; the page is complete without it.
std::string script();

}  // namespace shoal::report

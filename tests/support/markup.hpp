#pragma once

#include <string>
#include <vector>

namespace shoal::test {

/// What is wrong with a page: tags that are not closed in order, attributes without quotes, a stray "<" or "&", an id used
/// twice, a number that is not finite in a chart. Style and script bodies are skipped. Knows HTML's void elements and SVG's
/// "/>".
std::vector<std::string> markup_faults(const std::string& page);

}  // namespace shoal::test

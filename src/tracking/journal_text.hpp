// The lines of a journal as text; each ends with a newline.
#pragma once

#include <string>

#include "tracking/journal.hpp"

namespace shoal::tracking {

std::string head_line(const JournalHead& head);
std::string operation_line(std::size_t number, const Operation& operation);
std::string done_line(std::size_t number, const Run* run);
std::string refused_line(std::size_t number, const std::string& words);

}  // namespace shoal::tracking

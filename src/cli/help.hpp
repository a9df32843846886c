// --help: what the command does, examples first, then the options.
#pragma once

#include <string>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// The help of a command, with the options of the commands above it, in lines of at most `width` columns.
std::string help_text(const Command& command, std::size_t width);

}  // namespace shoal::cli

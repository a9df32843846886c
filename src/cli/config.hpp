// --config: options from a TOML file.
#pragma once

#include <filesystem>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// Gives the options of the chosen command what the file says, where the command line did not. The file's top level holds the
/// options of every command, a section ([fit], [registry.list]) those of one command, by their names without dashes. The whole
/// file is checked: Error{usage} with file, line and the nearest name for an unknown section or key, a value of the wrong
/// type, a key that stands twice, what is not TOML, and a file that cannot be read.
void read_config(const std::filesystem::path& file, Command& program, const Command& chosen);

}  // namespace shoal::cli

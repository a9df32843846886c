// The layout of --help: what the command does, examples first, then the options.
#pragma once

namespace CLI {
class App;
}

namespace shoal::cli {

/// Gives the program and every command added afterwards that layout.
void use_help_layout(CLI::App& app);

}  // namespace shoal::cli

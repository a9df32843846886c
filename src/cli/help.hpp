// What a command says of itself: --help, the same as JSON, and manual pages.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// What the command does, examples first, then its options and those of the commands above it, in lines of at most `width`
/// columns (40 or more).
std::string help_text(const Command& command, std::size_t width);
/// The same as a JSON document (docs/formats/json-output.md).
std::string help_json(const Command& command);
/// The manual page of the command, section 1, for man(1).
std::string manual_page(const Command& command);
/// "shoal fit [OPTIONS] FEATURES".
std::string usage_line(const Command& command);
/// The options of the program that every command takes.
std::vector<const Option*> shared_options(const Command& command);

/// What the option is, and whether it is required, its default and its variable.
std::string option_words(const Option& option);

/// Options under one title.
struct OptionGroup {
  std::string title;
  std::vector<const Option*> options;
};
/// The command's own options: arguments first, then the groups as they come.
std::vector<OptionGroup> option_groups(const Command& command);

}  // namespace shoal::cli

// From the words of the command line to the options of a command.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// The options of a command and of those above it, its own first.
std::vector<Option*> every_option(Command& chosen);

/// Fills Option::given from the words after the program's name; the deepest command that they name. Error{usage} for a
/// misspelt command or option, an argument too many, an option without its value. Sets nothing.
Command& parse(Command& program, const std::vector<std::string>& words);

/// Sets the options of the command and of those above it from what they were given. Error{usage} for a value that does not
/// fit, a missing argument, two options of which one takes the place of the other.
void set_options(Command& chosen);
/// Sets an option of the command to a text from `place`. Error{usage} that says what to do.
void set_value(const Command& command, const Option& option, const std::string& text, const std::string& place);

/// Every option of the command and of those above it with its value, the defaults included, passwords hidden.
std::map<std::string, std::string> option_values(const Command& chosen);

}  // namespace shoal::cli

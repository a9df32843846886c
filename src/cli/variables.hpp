// SHOAL_...: options from the environment.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// Gives the option what its variable says, where nothing else gave it a value. An empty variable counts as unset. A flag takes
/// 1, true, 0 or false; Error{usage} for anything else.
void take_variable(Option& option);
/// The same for every option of the chosen command and of those above it.
void take_variables(Command& chosen);

/// A warning for each SHOAL_ variable that no option of the program has, with the nearest name.
std::vector<std::string> unknown_variables(const Command& program);

}  // namespace shoal::cli

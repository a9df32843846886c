// Completion of words by a shell. The scripts ask the program, so they never know less than it does.
#pragma once

#include <string>
#include <vector>

#include "cli/command_line.hpp"

namespace shoal::cli {

/// What may stand in place of the last of the words that follow the program's name: one candidate a line, a tab and what it
/// is; ":files" where a path may stand.
std::vector<std::string> completions(Command& program, const std::vector<std::string>& words);

/// The script that makes a shell ask: "bash", "zsh" or "fish".
std::string completion_script(const std::string& shell);

}  // namespace shoal::cli

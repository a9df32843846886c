#include "cli/variables.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "cli/parse.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::string_view k_prefix = "SHOAL_";
/// Variables of the build, its scripts and its tests (HACKING.md), which may stay set while the program runs.
const std::vector<std::string> k_other_variables{
    "SHOAL_BINARY",    "SHOAL_BUILD_DIR", "SHOAL_CARRY",     "SHOAL_DEPS_DIR",  "SHOAL_EMULATE",
    "SHOAL_IMAGE_DIR", "SHOAL_JOBS",      "SHOAL_LOAD_FULL", "SHOAL_NIGHTLY",   "SHOAL_PYTHON",
    "SHOAL_SANITIZE",  "SHOAL_SHARED",    "SHOAL_UNITY",     "SHOAL_SIMT_SEED", "SHOAL_SIMT_ORDER"};

void collect_variables(const Command& command, std::vector<std::string>& names) {
  for (const Option& option : command.options()) {
    if (!option.variable.empty()) names.push_back(option.variable);
  }
  for (const Command& child : command.commands()) collect_variables(child, names);
}

}  // namespace

void take_variable(Option& option) {
  const char* value = option.variable.empty() ? nullptr : std::getenv(option.variable.c_str());
  if (option.is_given() || value == nullptr || *value == '\0') return;
  option.give({value}, Source::variable, option.variable);
}

void take_variables(Command& chosen) {
  for (Option* option : every_option(chosen)) take_variable(*option);
}

std::vector<std::string> unknown_variables(const Command& program) {
  std::vector<std::string> known, warnings;
  collect_variables(program, known);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string name(text.substr(0, text.find('=')));
    const auto is = [&](const std::string& other) { return other == name; };
    if (!name.starts_with(k_prefix) || std::ranges::any_of(known, is) || std::ranges::any_of(k_other_variables, is)) {
      continue;
    }
    warnings.push_back("the variable " + name + " is not known and does nothing" + did_you_mean(name, known));
  }
  return warnings;
}

}  // namespace shoal::cli

#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "cli/terminal.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::size_t k_help_width = 80, k_help_left = 32;

/// "-o,--output TEXT" and its description, wrapped beside it.
std::string option_lines(const std::string& left, const std::string& description) {
  std::string text = "  " + left;
  text += display_width(text) >= k_help_left ? "\n" + std::string(k_help_left, ' ')
                                             : std::string(k_help_left - display_width(text), ' ');
  return text + wrapped(description, k_help_width - k_help_left, k_help_left) + "\n";
}

class HelpLayout : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;

  std::string make_option(const CLI::Option* option, bool positional) const override {
    const std::string value = option->get_expected_max() > 0 && !positional ? " " + value_name(*option) : "";
    std::string description = option->get_description();
    const std::string standard = option->get_default_str();
    if (option->get_expected_max() > 0 && !standard.empty() && standard != "[]" && standard != "\"\"") {
      description +=
          " (default: " + (standard.front() == '[' ? standard.substr(1, standard.size() - 2) : standard) + ")";
    }
    return option_lines(option->get_name(positional, true) + value, description);
  }

  std::string make_subcommand(const CLI::App* command) const override {
    return option_lines(command->get_name(), command->get_description());
  }

  std::string make_group(std::string group, bool positional, std::vector<const CLI::Option*> options) const override {
    std::string text = "\n" + group + ":\n";
    for (const CLI::Option* option : options) text += make_option(option, positional);
    return text;
  }

 private:
  static std::string value_name(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    return type.substr(0, type.find(':'));
  }
};

std::string HelpLayout::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  std::string text = wrapped(app->get_description(), k_help_width, 0) + "\n\nExamples:\n";
  for (const std::string& line : split_list(app->get_footer(), '\n')) text += "  " + line + "\n";
  text += "\n" + make_usage(app, name);
  text += make_positionals(app);
  text += make_groups(app, mode);
  const CLI::App* top = app;
  while (top->get_parent() != nullptr) top = top->get_parent();
  if (top != app) {
    const auto shared = top->get_options(
        [](const CLI::Option* option) { return !option->check_lname("version") && !option->check_lname("help"); });
    text += make_group("Options of every command", false, shared);
  }
  return text + make_subcommands(app, mode);
}

}  // namespace

void use_help_layout(CLI::App& app) { app.formatter(std::make_shared<HelpLayout>()); }

}  // namespace shoal::cli

#include "cli/help.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

class HelpLayout : public CLI::Formatter {
 public:
  HelpLayout() { column_width(34); }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override;
};

std::string HelpLayout::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  if (mode == CLI::AppFormatMode::Sub) return make_expanded(app);
  std::string text = app->get_description() + "\n\nExamples:\n";
  for (const std::string& line : split_list(app->get_footer(), '\n')) text += "  " + line + "\n";
  text += make_usage(app, name);
  text += make_positionals(app);
  text += make_groups(app, mode);
  if (const CLI::App* parent = app->get_parent()) {
    text += "\nOptions of every command:\n";
    for (const CLI::Option* option : parent->get_options()) {
      if (option->get_name().find("--version") == std::string::npos &&
          option->get_name().find("--help") == std::string::npos) {
        text += make_option(option, false);
      }
    }
  }
  return text + make_subcommands(app, mode);
}

}  // namespace

void use_help_layout(CLI::App& app) { app.formatter(std::make_shared<HelpLayout>()); }

}  // namespace shoal::cli

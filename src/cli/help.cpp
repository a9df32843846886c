#include "cli/help.hpp"

#include <algorithm>
#include <vector>

#include "cli/terminal.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::size_t k_left = 32, k_narrow_left = 8;

class HelpLayout {
 public:
  explicit HelpLayout(std::size_t width) : width_(width), left_(width < k_left + 36 ? k_narrow_left : k_left) {}

  std::string whole(const Command& command) const {
    std::string text = wrapped(command.summary(), width_, 0) + "\n\nExamples:\n";
    for (const std::string& line : split_list(command.examples(), '\n')) text += "  " + line + "\n";
    return text + "\nUsage: " + usage(command) + "\n" + groups(command) + shared(command) + subcommands(command);
  }

 private:
  /// "-o,--output PATH" and its description, wrapped beside it or below it.
  std::string entry(const std::string& left, const std::string& description) const {
    std::string text = "  " + left;
    text +=
        display_width(text) >= left_ ? "\n" + std::string(left_, ' ') : std::string(left_ - display_width(text), ' ');
    return text + wrapped(description, width_ - left_, left_) + "\n";
  }

  std::string entry(const Option& option) const {
    std::string description = option.help;
    if (!option.standard.empty()) description += " (default: " + option.standard + ")";
    const bool valued = !option.is_flag() && !option.is_argument();
    return entry(option.names + (valued ? " " + option.value_name : ""), description);
  }

  std::string group(const std::string& title, const std::vector<const Option*>& options) const {
    if (options.empty()) return {};
    std::string text = "\n" + title + ":\n";
    for (const Option* option : options) text += entry(*option);
    return text;
  }

  /// Arguments, then the groups as they come.
  std::string groups(const Command& command) const {
    std::vector<std::string> titles{"Arguments"};
    const auto title_of = [](const Option& option) { return option.is_argument() ? "Arguments" : option.group; };
    for (const Option& option : command.options()) {
      if (std::ranges::find(titles, title_of(option)) == titles.end()) titles.push_back(title_of(option));
    }
    std::string text;
    for (const std::string& title : titles) {
      std::vector<const Option*> options;
      for (const Option& option : command.options()) {
        if (title_of(option) == title) options.push_back(&option);
      }
      text += group(title, options);
    }
    return text;
  }

  /// Options of the program, which every command takes.
  std::string shared(const Command& command) const {
    const Command* top = &command;
    while (top->parent() != nullptr) top = top->parent();
    if (top == &command) return {};
    std::vector<const Option*> options;
    for (const Option& option : top->options()) {
      if (option.name() != "version") options.push_back(&option);
    }
    return group("Options of every command", options);
  }

  std::string subcommands(const Command& command) const {
    if (command.commands().empty()) return {};
    std::string text = "\nCommands:\n";
    for (const Command& child : command.commands()) text += entry(child.name(), child.summary());
    return text;
  }

  static std::string usage(const Command& command) {
    std::string line = command.path_name() + " [OPTIONS]";
    for (const Option& option : command.options()) {
      if (option.is_argument()) line += option.required ? " " + option.names : " [" + option.names + "]";
    }
    return line + (command.commands().empty() ? "" : " COMMAND");
  }

  std::size_t width_, left_;
};

}  // namespace

std::string help_text(const Command& command, std::size_t width) { return HelpLayout(width).whole(command); }

}  // namespace shoal::cli

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
    return text + "\nUsage: " + usage_line(command) + "\n" + groups(command) +
           group("Options of every command", shared_options(command)) + subcommands(command);
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
    const bool valued = !option.is_flag() && !option.is_argument();
    return entry(option.names + (valued ? " " + option.value_name : ""), option_words(option));
  }

  std::string group(const std::string& title, const std::vector<const Option*>& options) const {
    if (options.empty()) return {};
    std::string text = "\n" + title + ":\n";
    for (const Option* option : options) text += entry(*option);
    return text;
  }

  std::string groups(const Command& command) const {
    std::string text;
    for (const OptionGroup& part : option_groups(command)) text += group(part.title, part.options);
    return text;
  }

  std::string subcommands(const Command& command) const {
    if (command.commands().empty()) return {};
    std::string text = "\nCommands:\n";
    for (const Command& child : command.commands()) text += entry(child.name(), child.summary());
    return text;
  }

  std::size_t width_, left_;
};

}  // namespace

std::string option_words(const Option& option) {
  std::vector<std::string> remarks;
  if (option.required && !option.is_argument()) remarks.emplace_back("required");
  if (!option.standard.empty()) remarks.push_back("default: " + option.standard);
  if (!option.variable.empty()) remarks.push_back("variable: " + option.variable);
  return option.help + (remarks.empty() ? "" : " (" + join(remarks, "; ") + ")");
}

std::vector<OptionGroup> option_groups(const Command& command) {
  std::vector<OptionGroup> groups{{"Arguments", {}}};
  for (const Option& option : command.options()) {
    const std::string& title = option.is_argument() ? groups.front().title : option.group;
    auto at = std::ranges::find(groups, title, &OptionGroup::title);
    if (at == groups.end()) at = groups.insert(at, {title, {}});
    at->options.push_back(&option);
  }
  return groups;
}

std::vector<const Option*> shared_options(const Command& command) {
  std::vector<const Option*> options;
  const Command* top = &command;
  while (top->parent() != nullptr) top = top->parent();
  if (top == &command) return options;
  for (const Option& option : top->options()) {
    if (option.name() != "version") options.push_back(&option);
  }
  return options;
}

std::string usage_line(const Command& command) {
  std::string line = command.path_name() + " [OPTIONS]";
  for (const Option& option : command.options()) {
    const std::string name = option.names + (option.repeats ? "..." : "");
    if (option.is_argument()) line += option.required ? " " + name : " [" + name + "]";
  }
  return line + (command.commands().empty() ? "" : " COMMAND");
}

std::string help_text(const Command& command, std::size_t width) { return HelpLayout(width).whole(command); }

}  // namespace shoal::cli

#include "cli/help.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::cli {

namespace {

/// Text as roff: no word is a command, no minus becomes a hyphen that cannot be copied.
std::string roff(const std::string& text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\e";
    } else if (c == '-') {
      safe += "\\-";
    } else if (c == '\n') {
      safe += "\n.br\n";
    } else {
      safe += c;
    }
  }
  return safe.starts_with('.') || safe.starts_with('\'') ? "\\&" + safe : safe;
}

std::string page_name(const Command& command) {
  std::string name = command.path_name();
  std::ranges::replace(name, ' ', '-');
  return name;
}

std::string entry(const Option& option) {
  std::string text = ".TP\n\\fB" + roff(option.names) + "\\fR";
  if (!option.is_flag() && !option.is_argument()) text += " \\fI" + roff(option.value_name) + "\\fR";
  return text + "\n" + roff(option_words(option)) + "\n";
}

std::string section(const std::string& title, const std::vector<const Option*>& options, const char* level) {
  if (options.empty()) return {};
  std::string text = level + (" \"" + title + "\"\n");
  for (const Option* option : options) text += entry(*option);
  return text;
}

std::string subcommands(const Command& command) {
  if (command.commands().empty()) return {};
  std::string text = ".SH COMMANDS\n";
  for (const Command& child : command.commands()) {
    text += ".TP\n\\fB" + roff(page_name(child)) + "\\fR(1)\n" + roff(child.summary()) + "\n";
  }
  return text;
}

std::string exit_statuses() {
  std::string text = ".SH \"EXIT STATUS\"\n.TP\n0\ndone\n";
  for (const ErrorCode code : {ErrorCode::internal, ErrorCode::usage, ErrorCode::data, ErrorCode::model,
                               ErrorCode::device, ErrorCode::memory, ErrorCode::service, ErrorCode::cancelled}) {
    text += ".TP\n" + std::to_string(exit_status(code)) + "\n" + std::string(error_name(code)) + "\n";
  }
  return text;
}

}  // namespace

std::string manual_page(const Command& command) {
  std::string title = page_name(command);
  std::ranges::transform(title, title.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c; });
  std::string text = ".TH " + title + " 1 \"\" \"shoal " + k_version + "\" \"User Commands\"\n";
  text += ".SH NAME\n" + roff(page_name(command)) + " \\- " + roff(command.summary()) + "\n";
  text += ".SH SYNOPSIS\n" + roff(usage_line(command)) + "\n";
  text += ".SH EXAMPLES\n.nf\n";
  for (const std::string& line : split_list(command.examples(), '\n')) text += roff(line) + "\n";
  text += ".fi\n.SH OPTIONS\n";
  for (const OptionGroup& group : option_groups(command)) text += section(group.title, group.options, ".SS");
  text += section("Options of every command", shared_options(command), ".SS");
  text += subcommands(command) + exit_statuses();
  return text + ".SH \"SEE ALSO\"\n" +
         (command.parent() == nullptr ? "The guide that is installed with the program.\n" : "\\fBshoal\\fR(1)\n");
}

}  // namespace shoal::cli

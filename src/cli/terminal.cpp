#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::size_t k_verb_width = 12;
constexpr const char* k_bold = "\033[1m";
constexpr const char* k_yellow = "\033[33m";
constexpr const char* k_plain = "\033[0m";

bool set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool dumb_terminal() {
  const char* term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) == "dumb";
}

}  // namespace

std::string verb_column(std::string_view verb) {
  return std::string(verb) + std::string(k_verb_width - std::min(k_verb_width, display_width(verb)), ' ');
}

void Terminal::set_up(const TerminalOptions& options) {
  animate_ = !dumb_terminal() && isatty(STDERR_FILENO) == 1;
  color_ = animate_ && !options.no_color && !set("NO_COLOR");
  quiet_ = options.quiet;
  width_ = output_width(STDERR_FILENO);
  result_width_ = output_width(STDOUT_FILENO);
  if (animate_ && !quiet_) {
    progress_.start(width_.lines);
  } else {
    progress_.stop();
  }
}

void Terminal::print(std::string_view text) {
  progress_.above([&] {
    std::fflush(stdout);  // so that the two streams keep their order on a terminal or in one file
    std::fwrite(text.data(), 1, text.size(), stderr);
  });
}

void Terminal::title(std::string_view text) {
  if (!quiet_) print(wrapped(text, width_.lines, 0) + "\n\n");
}

void Terminal::stage(std::string_view verb, std::string_view text) {
  if (quiet_) return;
  // What goes on in the next line stands below the first word, not below the blanks before it.
  const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
  const std::size_t indent = k_verb_width + blanks;
  const std::size_t width = width_.lines == k_no_limit ? k_no_limit : width_.lines - std::min(indent, width_.lines / 2);
  print(verb_column(verb) + std::string(blanks, ' ') + wrapped(text.substr(blanks), width, indent) + "\n");
}

void Terminal::working(std::string_view verb) { progress_.stage(verb); }

void Terminal::progress(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit) {
  progress_.advance(verb, done, total, unit);
}

void Terminal::paragraph(std::string_view verb, std::string_view text) {
  if (quiet_) return;
  const std::size_t indent = verb.empty() ? 0 : k_verb_width;
  print((verb.empty() ? "" : verb_column(verb)) + wrapped(text, width_.prose - indent, indent) + "\n");
}

void Terminal::note(std::string_view text, bool bold) {
  if (quiet_) return;
  const std::string shown = printable_lines(text);
  print(bold && color_ ? k_bold + shown + k_plain + "\n" : shown + "\n");
}

void Terminal::warnings(const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  std::string verb = texts.size() == 1 ? "1 warning" : fmt::format("{} warnings", texts.size());
  if (!quiet_) print("\n");
  for (const std::string& text : texts) {
    const std::string head = color_ ? k_yellow + verb_column(verb) + k_plain : verb_column(verb);
    print(head + wrapped(text, width_.prose - k_verb_width, k_verb_width) + "\n");
    verb.clear();
  }
}

void Terminal::error(const Error& error) {
  const std::size_t width = width_.lines == k_no_limit ? k_no_limit : width_.lines - 13;
  const std::string where = error.where().empty() ? "" : error.where() + ": ";
  std::string text =
      wrapped("shoal: " + where + error.message(), width_.lines == k_no_limit ? k_no_limit : width_.lines - 2, 2) +
      "\n";
  if (!error.found().empty()) text += "  found      " + wrapped(error.found(), width, 13) + "\n";
  if (!error.hint().empty()) text += "  do         " + wrapped(error.hint(), width_.prose - 13, 13) + "\n";
  print(text);
}

void Terminal::result(std::string_view line) { text(printable(line) + '\n'); }

void Terminal::results(const TextTable& table) {
  for (const std::string& line : table.lines(result_width_.lines)) text(line + '\n');
}

void Terminal::sentence(std::string_view line, std::size_t indent) {
  text(wrapped(line, result_width_.prose - indent, indent) + '\n');
}

double Terminal::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

std::size_t Terminal::help_width() const { return std::min<std::size_t>(result_width_.prose, 100); }

void Terminal::document(std::string_view json) { text(printable_lines(json) + '\n'); }

void Terminal::text(std::string_view text) {
  has_results_ = true;
  progress_.above([&] { std::fwrite(text.data(), 1, text.size(), stdout); });
}

}  // namespace shoal::cli

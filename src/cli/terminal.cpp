#include "cli/terminal.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr std::size_t k_terminal_width = 80;
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

std::string bar(std::int64_t done, std::int64_t total) {
  constexpr std::int64_t k_cells = 20;
  const std::int64_t full = total > 0 ? done * k_cells / total : 0;
  std::string text;
  for (std::int64_t i = 0; i < k_cells; ++i) text += i < full ? "━" : "─";
  return text;
}

std::string verb_column(std::string_view verb) {
  return std::string(verb) + std::string(k_verb_width - std::min(k_verb_width, display_width(verb)), ' ');
}

}  // namespace

void Terminal::set_up(const TerminalOptions& options) {
  animate_ = !dumb_terminal() && isatty(STDERR_FILENO) == 1;
  color_ = animate_ && !options.no_color && !set("NO_COLOR");
  quiet_ = options.quiet;
}

void Terminal::print(std::string_view text) {
  clear_progress();
  std::fflush(stdout);  // so that the two streams keep their order on a terminal or in one file
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Terminal::clear_progress() {
  if (!progress_shown_) return;
  std::fputs("\r\033[K", stderr);
  progress_shown_ = false;
}

void Terminal::title(std::string_view text) {
  if (!quiet_) print(fmt::format("{}\n\n", printable(text)));
}

void Terminal::stage(std::string_view verb, std::string_view text) {
  if (!quiet_) print(fmt::format("{}{}\n", verb_column(verb), printable(text)));
}

void Terminal::paragraph(std::string_view verb, std::string_view text) {
  if (!quiet_) print(verb_column(verb) + wrapped(text, k_terminal_width - k_verb_width, k_verb_width) + "\n");
}

void Terminal::progress(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit) {
  if (quiet_ || !animate_) return;
  const auto now = std::chrono::steady_clock::now();
  if (progress_verb_ != verb) {
    progress_verb_ = verb;
    progress_begin_ = progress_drawn_ = now;
  }
  if (total > 0 && done >= total) {
    progress_verb_.clear();
    return clear_progress();
  }
  constexpr auto k_interval = std::chrono::milliseconds(100);
  if (now - progress_drawn_ < k_interval) return;
  progress_drawn_ = now;
  const double seconds = std::chrono::duration<double>(now - progress_begin_).count();
  const double rate = static_cast<double>(done) / seconds;
  std::string line = verb_column(verb);
  if (total > 0) line += fmt::format("{} {}/{} {}", bar(done, total), grouped(done), grouped(total), unit);
  if (total <= 0) line += fmt::format("{} {}", grouped(done), unit);
  line += fmt::format("  {}/s", grouped(static_cast<std::int64_t>(rate)));
  if (total > 0 && done > 0) line += fmt::format("  {} left", human_seconds(static_cast<double>(total - done) / rate));
  std::fprintf(stderr, "\r\033[K%s", line.c_str());
  std::fflush(stderr);
  progress_shown_ = true;
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
    print(head + wrapped(text, k_terminal_width - k_verb_width, k_verb_width) + "\n");
    verb.clear();
  }
}

void Terminal::error(const Error& error) {
  std::string text = "shoal: ";
  if (!error.where().empty()) text += printable(error.where()) + ": ";
  text += printable(error.message()) + "\n";
  if (!error.found().empty()) text += "  found      " + printable(error.found()) + "\n";
  if (!error.hint().empty()) text += "  do         " + wrapped(error.hint(), k_terminal_width - 13, 13) + "\n";
  print(text);
}

void Terminal::result(std::string_view line) { text(printable(line) + '\n'); }

void Terminal::document(std::string_view json) { text(printable_lines(json) + '\n'); }

void Terminal::text(std::string_view text) {
  clear_progress();
  has_results_ = true;
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::size_t terminal_width() {
  constexpr std::size_t k_narrowest = 40, k_widest = 100;
  std::size_t width = k_terminal_width;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    width = size.ws_col;
  } else if (const char* columns = std::getenv("COLUMNS")) {
    const std::string_view text = columns;
    std::from_chars(text.data(), text.data() + text.size(), width);
  }
  return std::clamp(width, k_narrowest, k_widest);
}

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string lines;
  std::size_t column = 0;
  for (const std::string& word : split_list(printable(text), ' ')) {
    const std::size_t length = display_width(word);
    if (column > 0 && column + 1 + length > width) {
      lines += "\n" + std::string(indent, ' ');
      column = 0;
    }
    if (column > 0) lines += ' ';
    lines += word;
    column += length + (column > 0 ? 1 : 0);
  }
  return lines;
}

}  // namespace shoal::cli

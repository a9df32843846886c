// What a person sees: stages, progress, tables and warnings. Results go to stdout, everything else to stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/error.hpp"
#include "shoal/events.hpp"

namespace shoal::cli {

struct TerminalOptions {
  bool quiet = false;  ///< warnings and errors only
  bool no_color = false;
};

/// Prints events as they come; one moving line, and only when stderr is a terminal. What it is given may hold names of files and
/// columns and the words of servers: nothing of it reaches a terminal but as printable().
class Terminal : public Events {
 public:
  explicit Terminal(const TerminalOptions& options = {}) { set_up(options); }
  void set_up(const TerminalOptions& options);

  void title(std::string_view text) override;
  void stage(std::string_view verb, std::string_view text) override;
  void progress(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit) override;

  /// A stage whose text is wrapped.
  void paragraph(std::string_view verb, std::string_view text);
  /// Lines of commentary, unless quiet; in bold where there is colour.
  void note(std::string_view text, bool bold = false);
  /// "1 warning   26 customers ...", wrapped.
  void warnings(const std::vector<std::string>& texts);
  void error(const Error& error);
  /// A line of results.
  void result(std::string_view text);
  /// A JSON document of several lines, as result.
  void document(std::string_view json);
  /// Results that are the program's own words, as they are: help, scripts, wrapped() texts. They end with a line end of their own.
  void text(std::string_view text);

  /// Whether any result was printed.
  bool has_results() const { return has_results_; }

 private:
  void print(std::string_view text);
  void clear_progress();

  bool quiet_ = false, color_ = false, animate_ = false, has_results_ = false;
  bool progress_shown_ = false;
  std::string progress_verb_;
  std::chrono::steady_clock::time_point progress_begin_, progress_drawn_;
};

/// The printable() text cut into lines of at most `width` columns, the second and later ones indented.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);
/// Columns of the terminal on standard output, else of the variable COLUMNS, else 80; at least 40 and at most 100, beyond which
/// lines are hard to read.
std::size_t terminal_width();
/// Columns that a UTF-8 text takes, one a code point.
std::size_t display_width(std::string_view text);

}  // namespace shoal::cli

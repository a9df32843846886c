// What a person sees: stages, progress, tables and warnings. Results go to stdout, everything else to stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/layout.hpp"
#include "cli/progress_line.hpp"
#include "cli/table.hpp"
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
  void working(std::string_view verb) override;
  void progress(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit) override;

  /// A stage whose text is wrapped; without a verb it begins at the margin.
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

  /// A table as results, fitted to the terminal.
  void results(const TextTable& table);
  /// A sentence of results, wrapped.
  void sentence(std::string_view text, std::size_t indent = 0);
  /// How long the lines of what is no result may be.
  const Width& width() const { return width_; }
  /// Columns for help: at most 100, beyond which lines are hard to read.
  std::size_t help_width() const;

  /// Wall time since the program began.
  double seconds() const;

  /// Whether any result was printed.
  bool has_results() const { return has_results_; }

 private:
  void print(std::string_view text);

  bool quiet_ = false, color_ = false, animate_ = false, has_results_ = false;
  Width width_, result_width_;  ///< of stderr and stdout
  ProgressLine progress_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// A verb with the blanks behind it that bring what follows into one column.
std::string verb_column(std::string_view verb);

}  // namespace shoal::cli

// The command line as a table: the commands, their options, and how a text becomes a value. Help, records and errors are made
// from it; CLI11 cuts the words (parse.cpp).
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shoal/app.hpp"
#include "shoal/numbers.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

class Terminal;

/// The text; Error{usage} at `place` for an empty one, which a variable of the shell that was not set gives.
const std::string& not_empty(const std::string& text, const std::string& place);

/// The words that an option takes, each with its value.
template <class T>
using Choices = std::vector<std::pair<std::string, T>>;

/// What gave an option its value, the strongest last.
enum class Source : std::uint8_t { standard, variable, file, command_line };

/// What a configuration file may give for an option.
enum class Takes : std::uint8_t { text, whole, real, text_or_whole, list, flag };

/// One option, flag or argument. The functions below return the option itself, so that they follow its declaration.
struct Option {
  std::string names;  ///< "-o,--output"; of an argument "FEATURES"
  std::string help;
  std::string value_name = "TEXT";  ///< stands for the value in help; empty: a flag
  std::string standard;             ///< the value without the option, as text; empty for none
  std::string group = "Options";    ///< title above it in help
  std::vector<std::string> words;   ///< all values that it takes, where they are few
  bool required = false;
  bool repeats = false;  ///< may be given several times
  /// Sets the value. The place is what an error names: "--threads". Error{usage}.
  std::function<void(const std::string& text, const std::string& place)> set;
  Takes takes = Takes::text;
  std::string variable;            ///< of the environment that gives it too; empty for none
  std::vector<Option*> excluded;   ///< options that it takes the place of
  std::vector<std::string> given;  ///< the texts that it got, in order
  Source source = Source::standard;
  std::string place;  ///< where they stand: "--threads", "SHOAL_THREADS", "shoal.toml, line 3, threads"

  Option& in_group(std::string title);
  Option& named(std::string value);
  Option& needed();
  Option& instead_of(Option& other);
  Option& or_variable(std::string name);
  Option& taking(Takes what);
  void give(std::vector<std::string> texts, Source from, std::string where);

  bool is_argument() const { return !names.starts_with('-'); }
  bool is_flag() const { return value_name.empty(); }
  bool is_given() const { return !given.empty(); }
  /// Whether a flag is given, and not as "--flag=false". Error{usage} for another text than those of true and false.
  bool is_set() const;
  /// "output": the last of its names, without dashes.
  std::string name() const;
  /// "--output", or "FEATURES": as an error names it.
  std::string shown() const;
};

/// A command with its options and subcommands. Targets of options must outlive the parsing.
class Command {
 public:
  Command(std::string name, std::string summary, std::string examples, Command* parent = nullptr);
  Command(const Command&) = delete;
  Command& operator=(const Command&) = delete;

  /// `examples`: one a line.
  Command& command(std::string name, std::string summary, std::string examples);

  /// `names` as in Option; what the target holds is the default. An empty text or path is refused: it is mostly a variable of
  /// the shell that was not set.
  Option& text(std::string names, std::string& target, std::string help);
  Option& path(std::string names, std::filesystem::path& target, std::string help);
  /// One or more.
  Option& paths(std::string names, std::vector<std::filesystem::path>& targets, std::string help);
  Option& flag(std::string names, bool& target, std::string help);
  /// A flag that clears its target.
  Option& negative_flag(std::string names, bool& target, std::string help);
  /// Parts by comma.
  Option& list(std::string names, std::vector<std::string>& target, std::string help);
  /// May be given several times, never empty.
  Option& texts(std::string names, std::vector<std::string>& targets, std::string help);
  /// May be given several times.
  Option& repeated(std::string names, std::vector<std::string>& target, std::string help);
  /// T as in whole_number.
  template <class T>
  Option& whole(std::string names, T& target, std::type_identity_t<T> low, std::type_identity_t<T> high,
                std::string help);
  Option& real(std::string names, double& target, const RealRange& range, std::string help);
  template <class T>
  Option& choice(std::string names, T& target, const Choices<std::type_identity_t<T>>& choices, std::string help);
  /// `set` as in Option.
  Option& parsed(std::string names, std::string standard,
                 std::function<void(const std::string& text, const std::string& place)> set, std::string help);

  /// The option of that name, without dashes; nullptr where there is none.
  Option* find(std::string_view name);

  /// What the command does, after parsing; prints results and throws Error.
  std::function<void(Terminal&, const Settings&)> run;
  /// Complete the settings before `run`, in order.
  std::vector<std::function<void(Settings&)>> complete;

  const std::string& name() const { return name_; }
  const std::string& summary() const { return summary_; }
  const std::string& examples() const { return examples_; }
  Command* parent() const { return parent_; }
  /// "shoal registry list".
  std::string path_name() const;
  std::list<Option>& options() { return options_; }
  const std::list<Option>& options() const { return options_; }
  std::list<Command>& commands() { return commands_; }
  const std::list<Command>& commands() const { return commands_; }

 private:
  Option& add(std::string names, std::string help);

  std::string name_, summary_, examples_;
  Command* parent_;
  std::list<Option> options_;  // their addresses are kept
  std::list<Command> commands_;
};

template <class T>
Option& Command::whole(std::string names, T& target, std::type_identity_t<T> low, std::type_identity_t<T> high,
                       std::string help) {
  Option& option = add(std::move(names), std::move(help)).named("NUMBER").taking(Takes::whole);
  option.standard = std::to_string(target);
  option.set = [&target, low, high](const std::string& text, const std::string& place) {
    target = whole_number<T>(text, low, high, place);
  };
  return option;
}

template <class T>
Option& Command::choice(std::string names, T& target, const Choices<std::type_identity_t<T>>& choices,
                        std::string help) {
  Option& option = add(std::move(names), std::move(help)).named("WORD");
  for (const auto& [word, value] : choices) {
    option.words.push_back(word);
    if (value == target) option.standard = word;
  }
  option.set = [&target, choices, words = option.words](const std::string& text, const std::string& place) {
    const auto at = std::ranges::find(words, text);
    if (at == words.end()) throw_unknown_word(text, words, place);
    target = choices[static_cast<std::size_t>(at - words.begin())].second;
  };
  return option;
}

}  // namespace shoal::cli

#include "cli/config.hpp"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include "cli/parse.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

std::string type_name(const toml::node& value) {
  if (value.is_string()) return "a text";
  if (value.is_integer()) return "a whole number";
  if (value.is_floating_point()) return "a number with a point";
  if (value.is_boolean()) return "true or false";
  if (value.is_array()) return "a list";
  if (value.is_table()) return "a section";
  return "a date or time";
}

std::string type_name(Takes takes) {
  switch (takes) {
    case Takes::text:
      return "a text in quotes";
    case Takes::whole:
      return "a whole number";
    case Takes::real:
      return "a number";
    case Takes::text_or_whole:
      return "a whole number or a text in quotes";
    case Takes::list:
      return "a list of texts, or one text in quotes";
    case Takes::flag:
      return "true or false";
  }
  return {};
}

/// The value as the command line would give it; nothing where the option takes no such value.
std::optional<std::string> text_of(const toml::node& value, Takes takes) {
  const bool text = takes == Takes::text || takes == Takes::text_or_whole || takes == Takes::list;
  const bool whole = takes == Takes::whole || takes == Takes::text_or_whole || takes == Takes::real;
  if (text && value.is_string()) return value.as_string()->get();
  if (whole && value.is_integer()) return std::to_string(value.as_integer()->get());
  if (takes == Takes::real && value.is_floating_point()) return number_text(value.as_floating_point()->get());
  return std::nullopt;
}

/// The same for lists and flags too.
std::optional<std::vector<std::string>> texts_of(const toml::node& value, const Option& option) {
  std::vector<std::string> texts;
  if (option.is_flag()) {
    if (!value.is_boolean()) return std::nullopt;
    texts.emplace_back(value.as_boolean()->get() ? "true" : "false");
    return texts;
  }
  if (option.takes == Takes::list && value.is_array()) {
    for (const toml::node& part : *value.as_array()) {
      if (!part.is_string()) return std::nullopt;
      texts.push_back(part.as_string()->get());
    }
    return option.repeats ? texts : std::vector<std::string>{join(texts, ",")};
  }
  const std::optional<std::string> text = text_of(value, option.takes);
  if (!text) return std::nullopt;
  texts.push_back(*text);
  return texts;
}

class ConfigFile {
 public:
  static constexpr std::uintmax_t k_largest = std::uintmax_t{1} << 20;

  ConfigFile(const std::filesystem::path& file, const Command& chosen) : file_(file), chosen_(chosen) {}

  void read(Command& program) {
    try {
      section(toml::parse(content()), program);
    } catch (const toml::parse_error& failure) {
      throw Error(ErrorCode::usage, std::string(failure.description()),
                  "the file is TOML: key = value, texts in quotes, [section] a command", where(failure.source()));
    }
  }

 private:
  std::string content() const {
    try {
      return read_text(file_, k_largest);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::cancelled) throw;
      throw Error(ErrorCode::usage, error.message(), "give an existing file to --config", file_.string());
    }
  }

  std::string where(const toml::source_region& source, std::string_view key = {}) const {
    return file_.string() + ", line " + std::to_string(source.begin.line) +
           (key.empty() ? "" : ", " + std::string(key));
  }

  /// Subsections first: what is said of a command is stronger than what is said of all.
  void section(const toml::table& table, Command& command) {
    for (const auto& [key, value] : table) {
      Command* child = command_named(command, key.str());
      if (child != nullptr && value.is_table()) section(*value.as_table(), *child);
    }
    for (const auto& [key, value] : table) {
      if (command_named(command, key.str()) != nullptr && value.is_table()) continue;
      Option* option = option_named(command, key.str());
      if (option == nullptr) refuse_key(command, std::string(key.str()), key.source(), value.is_table());
      give(*option, value, where(key.source(), key.str()), command);
    }
  }

  /// Whether the command is the chosen one or one above it.
  bool within(const Command& command) const {
    for (const Command* level = &chosen_; level != nullptr; level = level->parent()) {
      if (level == &command) return true;
    }
    return false;
  }

  static Command* command_named(Command& command, std::string_view name) {
    const auto at = std::ranges::find(command.commands(), name, &Command::name);
    return at == command.commands().end() ? nullptr : &*at;
  }

  /// Options that tell the program what to do are for the command line alone.
  static bool in_files(const Option& option) {
    const std::string name = option.name();
    return !option.is_argument() && name != "config" && name != "help" && name != "version";
  }

  static Option* option_named(Command& command, std::string_view name) {
    for (Option* option : every_option(command)) {
      if (in_files(*option) && option->name() == name) return option;
    }
    return nullptr;
  }

  [[noreturn]] void refuse_key(Command& command, const std::string& key, const toml::source_region& source,
                               bool is_section) const {
    std::vector<std::string> names;
    if (is_section) {
      for (const Command& child : command.commands()) names.push_back(child.name());
      const std::string known = names.empty() ? "" : "sections: " + join(names, ", ");
      throw Error(ErrorCode::usage, "unknown section [" + key + "]" + did_you_mean(key, names), known, where(source));
    }
    for (const Option* option : every_option(command)) {
      if (in_files(*option)) names.push_back(option->name());
    }
    throw Error(ErrorCode::usage, "unknown key \"" + key + "\"" + did_you_mean(key, names),
                "`" + command.path_name() + " --help` lists the options; a key is one without its dashes",
                where(source));
  }

  void give(Option& option, const toml::node& value, const std::string& place, const Command& command) const {
    const std::optional<std::vector<std::string>> texts = texts_of(value, option);
    if (!texts) {
      throw Error(ErrorCode::usage, "expected " + type_name(option.takes),
                  "`" + command.path_name() + " --help` shows what it takes", place, type_name(value));
    }
    if (within(command) && !option.is_given()) return option.give(*texts, Source::file, place);
    // The whole file is checked, so that a mistake shows before the day that its line counts: values that the command line
    // overrules, which it sets again, and the own options of commands that do not run now.
    const auto is_own = [&](const Option& own) { return &own == &option; };
    const bool set_again = within(command) && !option.repeats && !option.is_flag();
    if (!set_again && (within(command) || std::ranges::none_of(command.options(), is_own))) return;
    for (const std::string& text : *texts) set_value(command, option, text, place);
  }

  const std::filesystem::path& file_;
  const Command& chosen_;
};

}  // namespace

void read_config(const std::filesystem::path& file, Command& program, const Command& chosen) {
  ConfigFile(file, chosen).read(program);
}

}  // namespace shoal::cli

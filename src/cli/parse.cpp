#include "cli/parse.hpp"

#include <CLI/CLI.hpp>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/tracking.hpp"

namespace shoal::cli {

namespace {

constexpr int k_many = 1 << 20;

/// CLI11's view of the table: it cuts the words, and knows neither types nor defaults.
class Words {
 public:
  explicit Words(Command& program) : program_(program), app_("", program.name()) { mirror(program, app_); }

  Command& cut(std::vector<std::string> words) {
    try {
      std::ranges::reverse(words);  // as CLI11 takes them
      app_.parse(std::move(words));
    } catch (const CLI::ArgumentMismatch& failure) {
      // "--restarts: 1 required ... missing", in CLI11's words.
      const std::string words_of = failure.what(), hint = "`" + chosen().path_name() + " --help` shows how";
      const std::size_t colon = words_of.find(':');
      if (colon == std::string::npos) throw Error(ErrorCode::usage, words_of, hint);
      throw Error(ErrorCode::usage, "needs a value", hint, words_of.substr(0, colon));
    } catch (const CLI::ParseError& failure) {
      throw Error(ErrorCode::usage, failure.what(), "`" + chosen().path_name() + " --help` shows how");
    }
    for (const auto& [option, cutter] : options_) {
      if (cutter->count() > 0) option->give(cutter->results(), Source::command_line, option->shown());
    }
    return chosen();
  }

  /// Words that nothing took.
  std::vector<std::string> left() const { return app_.remaining(true); }

 private:
  void mirror(Command& command, CLI::App& app) {
    app.set_help_flag();
    app.allow_extras();
    app.fallthrough();
    app.require_subcommand(0, 1);  // a second word that names a command is an argument: a file may be called "sweep"
    for (Option& option : command.options()) {
      CLI::Option* cutter = option.is_flag() ? app.add_flag(option.names) : app.add_option(option.names)->expected(1);
      if (option.is_argument() && option.repeats) cutter->expected(0, k_many)->allow_extra_args();
      cutter->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
      options_.emplace_back(&option, cutter);
    }
    for (Command& child : command.commands()) mirror(child, *app.add_subcommand(child.name()));
  }

  Command& chosen() {
    Command* command = &program_;
    for (const CLI::App* app = &app_; !app->get_subcommands().empty();) {
      app = app->get_subcommands().front();
      command = &*std::ranges::find(command->commands(), app->get_name(), &Command::name);
    }
    return *command;
  }

  Command& program_;
  CLI::App app_;
  std::vector<std::pair<Option*, CLI::Option*>> options_;
};

std::vector<std::string> long_names(Command& chosen) {
  std::vector<std::string> names;
  for (const Option* option : every_option(chosen)) {
    for (const std::string& name : split_list(option->names)) {
      if (name.starts_with("--")) names.push_back(name);
    }
  }
  return names;
}

void require_command(const Command& chosen, const std::vector<std::string>& left) {
  if (chosen.commands().empty()) return;
  std::vector<std::string> names;
  for (const Command& child : chosen.commands()) names.push_back(child.name());
  const std::string hint = "commands: " + join(names, ", ");
  if (left.empty()) {
    throw Error(ErrorCode::usage, "no command given",
                hint + "; `" + chosen.path_name() + " --help` says what each does");
  }
  throw Error(ErrorCode::usage, "unknown command \"" + left.front() + "\"" + did_you_mean(left.front(), names), hint);
}

void refuse_left(Command& chosen, const std::vector<std::string>& left) {
  if (left.empty()) return;
  const std::string hint = "`" + chosen.path_name() + " --help` lists the options";
  const std::string word = left.front().substr(0, left.front().find('='));
  if (word.starts_with("-")) {
    throw Error(ErrorCode::usage, "unknown option \"" + word + "\"" + did_you_mean(word, long_names(chosen)), hint);
  }
  throw Error(ErrorCode::usage, "unexpected argument \"" + left.front() + "\"", hint);
}

/// Of two options that exclude each other the one of the stronger source stays.
void settle_excluded(const std::vector<Option*>& options) {
  for (Option* option : options) {
    for (Option* other : option->excluded) {
      if (!option->is_given() || !other->is_given() || option->source == other->source) continue;
      Option& weaker = option->source < other->source ? *option : *other;
      weaker.give({}, Source::standard, "");
    }
  }
}

/// Words after --, which are arguments whatever they look like.
void give_arguments(Command& chosen, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto next = std::ranges::find_if(chosen.options(), [](const Option& option) {
      return option.is_argument() && (!option.is_given() || option.repeats);
    });
    if (next == chosen.options().end()) {
      throw Error(ErrorCode::usage, "unexpected argument \"" + word + "\"",
                  "`" + chosen.path_name() + " --help` lists the options");
    }
    std::vector<std::string> all = next->given;
    all.push_back(word);
    next->give(std::move(all), Source::command_line, next->shown());
  }
}

void check_counts(const Command& chosen, const Option& option) {
  const std::string hint = "`" + chosen.path_name() + " --help` shows how";
  if (option.required && !option.is_given()) throw Error(ErrorCode::usage, option.shown() + " is required", hint);
  if (option.given.size() > 1 && !option.repeats && !option.is_flag()) {
    throw Error(ErrorCode::usage, "given " + std::to_string(option.given.size()) + " times", "give it once",
                option.place, join(option.given, ", "));
  }
  for (const Option* other : option.excluded) {
    if (option.is_given() && other->is_given()) {
      throw Error(ErrorCode::usage, option.shown() + " takes the place of " + other->shown() + ": both are given",
                  "leave one of them out");
    }
  }
}

}  // namespace

std::vector<Option*> every_option(Command& chosen) {
  std::vector<Option*> options;
  for (Command* level = &chosen; level != nullptr; level = level->parent()) {
    for (Option& option : level->options()) options.push_back(&option);
  }
  return options;
}

Command& parse(Command& program, const std::vector<std::string>& words) {
  const auto mark = std::ranges::find(words, "--");
  if (mark != words.end()) {
    Command& chosen = parse(program, {words.begin(), mark});
    give_arguments(chosen, {mark + 1, words.end()});
    return chosen;
  }
  Words cutter(program);
  Command& chosen = cutter.cut(words);
  const auto asks = [&](const char* name) {
    return std::ranges::any_of(every_option(chosen),
                               [&](const Option* option) { return option->name() == name && option->is_given(); });
  };
  if (asks("help") || asks("version")) return chosen;
  require_command(chosen, cutter.left());
  refuse_left(chosen, cutter.left());
  return chosen;
}

void set_value(const Command& command, const Option& option, const std::string& text, const std::string& place) {
  try {
    option.set(text, place);
  } catch (const Error& error) {
    if (!error.hint().empty()) throw;
    const bool variable = !option.variable.empty() && place == option.variable;
    throw Error(
        error.code(), error.message(),
        variable ? "set the variable to such a value, or unset it" : "`" + command.path_name() + " --help` shows how",
        error.where(), error.found());
  }
}

void set_options(Command& chosen) {
  const std::vector<Option*> options = every_option(chosen);
  settle_excluded(options);
  for (Option* option : options) {
    check_counts(chosen, *option);
    for (const std::string& text : option->given) set_value(chosen, *option, text, option->place);
  }
}

std::map<std::string, std::string> option_values(const Command& chosen) {
  std::map<std::string, std::string> values;
  for (const Command* level = &chosen; level != nullptr; level = level->parent()) {
    for (const Option& option : level->options()) {
      const std::string name = option.name();
      if (name == "help" || name == "version" || name == "config") continue;
      values.emplace(name, option.is_flag()    ? (option.is_set() ? "true" : "false")
                           : option.is_given() ? without_passwords(join(option.given, ","))
                                               : option.standard);
    }
  }
  return values;
}

}  // namespace shoal::cli

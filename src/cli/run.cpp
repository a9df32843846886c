#include <cstdio>
#include <filesystem>
#include <new>
#include <string>
#include <vector>

#include "base/file_errors.hpp"
#include "cli/config.hpp"
#include "cli/help.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/memory.hpp"
#include "cli/parse.hpp"
#include "cli/program.hpp"
#include "cli/signals.hpp"
#include "cli/standard_streams.hpp"
#include "cli/variables.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::cli {

namespace {

std::string shell_quoted(const std::string& word) {
  if (!word.empty() &&
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+%@") ==
          std::string::npos)
    return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_line(int argc, char** argv) {
  std::vector<std::string> words{"shoal"};
  for (int i = 1; i < argc; ++i) words.push_back(shell_quoted(shoal::without_passwords(argv[i])));
  return join(words, " ");
}

/// Overwrites the passwords in addresses, which a list of processes would show.
void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view shown = argv[i];
    const std::string hidden = shoal::without_passwords(shown);
    if (hidden == shown) continue;
    std::fill_n(argv[i], shown.size(), '\0');
    hidden.copy(argv[i], shown.size());
  }
}

std::string version_line() { return std::string("shoal ") + k_version + " (" + git_commit() + ")"; }

/// The exit status of a command whose results were taken. Error{data} where they were not.
int flushed() {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return 0;
  throw Error(ErrorCode::data, "standard output could not be written", "check the disk or the reader of the pipe");
}

Settings make_settings(const Command& chosen, const Globals& globals, Terminal& terminal, int argc, char** argv) {
  Settings settings;
  settings.device = globals.device;
  settings.threads = globals.threads;
  settings.seed = globals.seed;
  settings.scalar = globals.scalar.value_or(Scalar::f32);
  settings.scalar_asked = globals.scalar.has_value();
  settings.events = &terminal;
  settings.cancellation = &cancellation_on_signals();
  settings.command_line = command_line(argc, argv);
  settings.options = option_values(chosen);
  for (const auto& complete : chosen.complete) complete(settings);
  settings.command_line = without_secrets(settings.command_line, settings.tracking);
  for (auto& [name, value] : settings.options) value = without_secrets(value, settings.tracking);
  return settings;
}

/// Values from the command line, else the file, else the environment.
void settle(Program& program, Command& chosen) {
  const auto options = every_option(chosen);
  Option& config = **std::ranges::find(options, "config", [](const Option* option) { return option->name(); });
  if (!config.is_given()) take_variable(config);
  if (config.is_given()) read_config(config.given.back(), program, chosen);
  take_variables(chosen);
  set_options(chosen);
}

bool asked(Command& chosen, const char* name) {
  return std::ranges::any_of(every_option(chosen),
                             [&](const Option* option) { return option->name() == name && option->is_given(); });
}

/// --help and --version; whether one of them was asked for.
bool explained(Command& chosen, Terminal& terminal) {
  const bool json = asked(chosen, "json");
  if (asked(chosen, "help")) {
    terminal.text(json ? help_json(chosen) + "\n" : help_text(chosen, terminal.help_width()));
    return true;
  }
  if (!asked(chosen, "version")) return false;
  terminal.text((json ? version_json() : version_line()) + "\n");
  return true;
}

/// A password in an address may stand in the word that is refused.
Error without_passwords(const Error& error) {
  return {error.code(), shoal::without_passwords(error.message()), shoal::without_passwords(error.hint()),
          shoal::without_passwords(error.where()), shoal::without_passwords(error.found())};
}

Error as_error(const std::exception& failure) {
  if (const auto* error = dynamic_cast<const Error*>(&failure)) return without_passwords(*error);
  if (const auto* memory = dynamic_cast<const std::bad_alloc*>(&failure)) {
    return memory_error(*memory);
  }
  if (const auto* file = dynamic_cast<const std::filesystem::filesystem_error*>(&failure)) {
    return detail::file_error("use", file->path1(), file->code().value());
  }
  return Error(ErrorCode::internal, failure.what(),
               "this is a bug in shoal; please report it with the command and, if you can, the input");
}

int run_command(Globals& globals, Terminal& terminal, int argc, char** argv) {
  Program program(globals);
  Command& chosen = parse(program, {argv + std::min(argc, 1), argv + argc});
  if (explained(chosen, terminal)) return flushed();
  settle(program, chosen);
  terminal.set_up({globals.quiet, globals.no_color});
  const Settings settings = make_settings(chosen, globals, terminal, argc, argv);
  hide_passwords(argc, argv);
  limit_memory(globals.memory);
  terminal.warnings(unknown_variables(program));
  chosen.run(terminal, settings);
  return flushed();
}

}  // namespace

int run(int argc, char** argv) {
  keep_standard_streams();
  Globals globals;
  Terminal terminal;
  try {
    return run_command(globals, terminal, argc, argv);
  } catch (const std::exception& failure) {
    const Error error = as_error(failure);
    const auto is_json = [](const char* word) { return std::string_view(word) == "--json"; };
    const bool json = globals.json || std::any_of(argv, argv + argc, is_json);
    // Never a second document: the first may lie half-written in a pipe.
    if (json && !terminal.has_results() && error.code() != ErrorCode::cancelled) terminal.document(error_json(error));
    terminal.error(error);
    return exit_status(error.code());
  }
}

}  // namespace shoal::cli

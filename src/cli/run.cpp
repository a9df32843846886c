#include <CLI/CLI.hpp>
#include <cstdio>
#include <new>
#include <string>
#include <vector>

#include "cli/help.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "cli/options.hpp"
#include "cli/signals.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"
#include "shoal/version.hpp"

namespace shoal::cli {

namespace {

void add_globals(CLI::App& app, Globals& globals) {
  app.option_defaults()->always_capture_default();
  app.add_option("--device", globals.device, "auto, cpu, cpu:TARGET or cuda[:N]; `shoal devices` lists them");
  app.add_option("--threads", globals.threads, "Threads; 0: one a processor")->check(CLI::NonNegativeNumber);
  app.add_option("--seed", globals.seed, "Seed of everything random");
  app.add_option("--dtype", globals.dtype, "float32 or float64")->check(CLI::IsMember({"float32", "float64"}));
  app.add_flag("--json", globals.json, "One JSON document on standard output");
  app.add_flag("-q,--quiet", globals.quiet, "Warnings and errors only");
  app.add_flag("--no-color", globals.no_color, "No colour (NO_COLOR works too)");
  app.set_config("--config", "", "Options from a TOML file, a [section] a command");
}

void add_commands(CLI::App& app, Invocation& invocation) {
  app.description("shoal: customer segments from a transaction file, and clustering of any numeric table");
  app.footer("shoal segment online-retail.csv.gz\nshoal sweep features.parquet -k 2..12\nshoal COMMAND --help");
  use_help_layout(app);
  app.set_version_flag("--version", std::string("shoal ") + k_version + " (" + git_commit() + ")");
  app.allow_extras();
  add_globals(app, invocation.globals);
  add_segment(app, invocation);
  add_prepare(app, invocation);
  add_fit(app, invocation);
  add_sweep(app, invocation);
  add_predict(app, invocation);
  add_evaluate(app, invocation);
  add_report(app, invocation);
  add_track(app, invocation);
  add_generate(app, invocation);
  add_devices(app, invocation);
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_word(word, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + nearest + "\"?";
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* level = &app; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

/// Words that no command or option took: a misspelt command, a misspelt option, or one argument too many.
void refuse_extras(const CLI::App& app) {
  const auto chosen = app.get_subcommands();
  const std::vector<std::string> extras = app.remaining(true);
  if (chosen.empty()) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(command->get_name());
    if (extras.empty())
      throw Error(ErrorCode::usage, "no command given",
                  "commands: " + join(names, ", ") + "; `shoal --help` says what each does");
    throw Error(ErrorCode::usage, "unknown command \"" + extras.front() + "\"" + did_you_mean(extras.front(), names),
                "commands: " + join(names, ", "));
  }
  if (extras.empty()) return;
  const std::string hint = "`shoal " + chosen.front()->get_name() + " --help` lists the options";
  const std::string word = extras.front().substr(0, extras.front().find('='));
  if (word.starts_with("-"))
    throw Error(ErrorCode::usage, "unknown option \"" + word + "\"" + did_you_mean(word, option_names(*chosen.front())),
                hint);
  throw Error(ErrorCode::usage, "unexpected argument \"" + word + "\"", hint);
}

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
  for (int i = 1; i < argc; ++i) words.push_back(shell_quoted(without_passwords(argv[i])));
  return join(words, " ");
}

/// Overwrites the passwords in addresses, which a list of processes would show.
void hide_passwords(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view shown = argv[i];
    const std::string hidden = without_passwords(shown);
    if (hidden == shown) continue;
    std::fill_n(argv[i], shown.size(), '\0');
    hidden.copy(argv[i], shown.size());
  }
}

std::map<std::string, std::string> option_values(const CLI::App& command) {
  std::map<std::string, std::string> values;
  for (const CLI::App* level = &command; level != nullptr; level = level->get_parent()) {
    for (const CLI::Option* option : level->get_options()) {
      const std::string name = option->get_single_name();
      if (name == "help" || name == "version" || name == "config") continue;
      values.emplace(name,
                     option->count() > 0 ? without_passwords(join(option->results(), ",")) : option->get_default_str());
    }
  }
  return values;
}

Settings make_settings(const CLI::App& app, const Invocation& invocation, Terminal& terminal, int argc, char** argv) {
  const Globals& globals = invocation.globals;
  Settings settings;
  settings.device = globals.device;
  settings.threads = globals.threads;
  settings.seed = globals.seed;
  settings.scalar = globals.dtype == "float64" ? Scalar::f64 : Scalar::f32;
  settings.events = &terminal;
  settings.cancellation = &cancellation_on_signals();
  settings.command_line = command_line(argc, argv);
  settings.options = option_values(*app.get_subcommands().front());
  settings.tracking = tracking_settings(*app.get_subcommands().front(), invocation.tracking);
  return settings;
}

/// Parses; true when there is a command to run, false after --help or --version.
bool parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {
    app.exit(asked);
    return false;
  } catch (const CLI::FileError& failure) {
    throw Error(ErrorCode::usage, failure.what(), "give an existing file to --config");
  } catch (const CLI::ParseError& failure) {
    const auto chosen = app.get_subcommands();
    throw Error(ErrorCode::usage, failure.what(),
                "`shoal " + (chosen.empty() ? "" : chosen.front()->get_name() + " ") + "--help` shows how");
  }
  refuse_extras(app);
  return true;
}

Error as_error(const std::exception& failure) {
  if (const auto* error = dynamic_cast<const Error*>(&failure)) return *error;
  if (dynamic_cast<const std::bad_alloc*>(&failure) != nullptr) {
    return Error(ErrorCode::memory, "out of memory (" + human_bytes(available_memory_bytes()) + " are free)",
                 "use fewer rows or columns, or a larger machine");
  }
  return Error(ErrorCode::internal, failure.what(),
               "this is a bug in shoal; please report it with the command and, if you can, the input");
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App app("", "shoal");
  Invocation invocation;
  add_commands(app, invocation);
  try {
    if (!parse(app, argc, argv)) return 0;
    Terminal terminal({invocation.globals.quiet, invocation.globals.no_color});
    const Settings settings = make_settings(app, invocation, terminal, argc, argv);
    hide_passwords(argc, argv);
    invocation.run(terminal, settings);
    if (std::fflush(stdout) != 0)
      throw Error(ErrorCode::data, "standard output could not be written", "check the disk or the reader of the pipe");
    return 0;
  } catch (const std::exception& failure) {
    const Error error = as_error(failure);
    Terminal terminal({invocation.globals.quiet, invocation.globals.no_color});
    if (invocation.globals.json && error.code() != ErrorCode::cancelled) terminal.result(error_json(error));
    terminal.error(error);
    return exit_status(error.code());
  }
}

}  // namespace shoal::cli

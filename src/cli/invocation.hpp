// What the command line asks for: global options, and the command as a function to run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/terminal.hpp"
#include "shoal/app.hpp"

namespace CLI {
class App;
}

namespace shoal::cli {

struct Globals {
  std::string device = "auto";
  int threads = 0;
  std::uint64_t seed = k_default_seed;
  std::string dtype = "float32";
  bool json = false;
  bool quiet = false;
  bool no_color = false;
};

/// --mlflow and its companions, of the commands that are tracked.
struct TrackingTexts {
  std::string uri, experiment;
  bool required = false;
};

/// Filled by parsing; `run` prints results and throws Error.
struct Invocation {
  Globals globals;
  TrackingTexts tracking;
  std::function<void(Terminal&, const Settings&)> run;
};

/// Each adds one command; its callback sets Invocation::run.
void add_segment(CLI::App& app, Invocation& invocation);
void add_prepare(CLI::App& app, Invocation& invocation);
void add_fit(CLI::App& app, Invocation& invocation);
void add_sweep(CLI::App& app, Invocation& invocation);
void add_predict(CLI::App& app, Invocation& invocation);
void add_evaluate(CLI::App& app, Invocation& invocation);
void add_report(CLI::App& app, Invocation& invocation);
void add_track(CLI::App& app, Invocation& invocation);
void add_generate(CLI::App& app, Invocation& invocation);
void add_devices(CLI::App& app, Invocation& invocation);

/// Runs the program; returns the exit status.
int run(int argc, char** argv);

}  // namespace shoal::cli

// The program: global options, and every command.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/command_line.hpp"
#include "cli/terminal.hpp"
#include "shoal/app.hpp"

namespace shoal::cli {

struct Globals {
  std::string device = "auto";
  int threads = 0;
  std::uint64_t seed = k_default_seed;
  std::optional<Scalar> scalar;  ///< --dtype; none: single precision where it tells the values apart
  std::int64_t memory = 0;       ///< bytes, --memory; 0: what the system allows
  bool json = false;
  bool quiet = false;
  bool no_color = false;
  bool help = false;
  bool version = false;
  std::filesystem::path config;
};

/// Each adds one command. The global options are read when it runs.
void add_segment(Command& program, const Globals& globals);
void add_prepare(Command& program, const Globals& globals);
void add_inspect(Command& program, const Globals& globals);
void add_fit(Command& program, const Globals& globals);
void add_sweep(Command& program, const Globals& globals);
void add_predict(Command& program, const Globals& globals);
void add_evaluate(Command& program, const Globals& globals);
void add_export(Command& program, const Globals& globals);
void add_report(Command& program, const Globals& globals);
void add_track(Command& program, const Globals& globals);
void add_registry(Command& program, const Globals& globals);
void add_generate(Command& program, const Globals& globals);
void add_devices(Command& program, const Globals& globals);
void add_help(Command& program, const Globals& globals);
void add_completions(Command& program, const Globals& globals);

/// Runs the program; returns the exit status.
int run(int argc, char** argv);

}  // namespace shoal::cli

#include "cli/program.hpp"

#include "shoal/memory.hpp"

namespace shoal::cli {

Program::Program(Globals& globals)
    : Command("shoal", "shoal: customer segments from a transaction file, and clustering of any numeric table",
              "shoal segment online-retail.csv.gz\nshoal sweep features.parquet -k 2..12\nshoal COMMAND --help") {
  constexpr int k_most_threads = 4096;
  text("--device", globals.device, "auto, cpu, cpu:TARGET or cuda[:N]; `shoal devices` lists them")
      .named("NAME")
      .or_variable("SHOAL_DEVICE");
  whole("--threads", globals.threads, 0, k_most_threads, "Threads; 0: one a processor").or_variable("SHOAL_THREADS");
  parsed(
      "--memory", "",
      [&globals](const std::string& text, const std::string& place) { globals.memory = memory_size(text, place); },
      "Most memory to use, as 2G; else what the container or the machine leaves")
      .named("SIZE")
      .or_variable("SHOAL_MEMORY");
  whole("--seed", globals.seed, 0, std::numeric_limits<std::uint64_t>::max(), "Seed of everything random")
      .or_variable("SHOAL_SEED");
  choice("--dtype", globals.scalar, {{"auto", std::nullopt}, {"float32", Scalar::f32}, {"float64", Scalar::f64}},
         "float32, float64, or auto: float32 where it tells the values apart")
      .or_variable("SHOAL_DTYPE");
  flag("--json", globals.json, "One JSON document on standard output");
  flag("-q,--quiet", globals.quiet, "Warnings and errors only").or_variable("SHOAL_QUIET");
  flag("--no-color", globals.no_color, "No colour (NO_COLOR works too)");
  path("--config", globals.config, "Options from a TOML file, a [section] a command")
      .named("FILE")
      .or_variable("SHOAL_CONFIG");
  flag("-h,--help", globals.help, "This text");
  flag("-V,--version", globals.version, "Version and commit");
  add_segment(*this, globals);
  add_prepare(*this, globals);
  add_inspect(*this, globals);
  add_fit(*this, globals);
  add_sweep(*this, globals);
  add_predict(*this, globals);
  add_evaluate(*this, globals);
  add_report(*this, globals);
  add_export(*this, globals);
  add_track(*this, globals);
  add_registry(*this, globals);
  add_generate(*this, globals);
  add_devices(*this, globals);
  add_help(*this, globals);
  add_completions(*this, globals);
}

}  // namespace shoal::cli

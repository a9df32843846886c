// Files of options, and their values as the options take them. The length of an input chooses the command.
#include "cli/config.hpp"

#include "cli/parse.hpp"
#include "cli/program.hpp"
#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("shoal.toml");
  static constexpr const char* k_commands[] = {"segment", "fit", "sweep", "predict", "generate"};
  const auto& path = file.holding(shoal::fuzz::text_of(bytes, size));
  shoal::cli::Globals globals;
  shoal::cli::Program program(globals);
  shoal::fuzz::try_to([&] {
    shoal::cli::Command& chosen = shoal::cli::parse(program, {k_commands[size % std::size(k_commands)]});
    shoal::cli::read_config(path, program, chosen);
    shoal::cli::set_options(chosen);
  });
  return 0;
}

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.hpp"
#include "shoal/model.hpp"

namespace shoal::cli {

void add_export(CLI::App& app, Invocation& invocation) {
  struct Options {
    std::filesystem::path model, output;
    std::string format = "onnx";
  };
  auto command = std::make_shared<Options>();
  CLI::App& sub = add_command(app, "export", "Write a model in another form",
                              "shoal export shoal-run/model --format onnx -o segments.onnx");
  sub.add_option("MODEL", command->model, "Model folder")->required();
  sub.add_option("--format", command->format, "onnx: the whole pipeline as an ONNX graph")
      ->check(CLI::IsMember({"onnx"}));
  sub.add_option("-o,--output", command->output, "File to write")->required();
  sub.callback([=, &invocation] {
    invocation.run = [=](Terminal& terminal, const Settings&) {
      export_onnx(command->model, command->output);
      terminal.stage("Wrote", "the model as ONNX to " + command->output.string());
    };
  });
}

}  // namespace shoal::cli

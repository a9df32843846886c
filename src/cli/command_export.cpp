#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.hpp"
#include "shoal/model.hpp"

namespace shoal::cli {

void add_export(CLI::App& app, Invocation& invocation) {
  auto model = std::make_shared<std::filesystem::path>();
  auto output = std::make_shared<std::filesystem::path>();
  auto format = std::make_shared<std::string>("onnx");
  CLI::App& sub = add_command(app, "export", "Write a model in another form",
                              "shoal export shoal-run/model --format onnx -o segments.onnx");
  sub.add_option("MODEL", *model, "Model folder")->required();
  sub.add_option("--format", *format, "onnx: the whole pipeline as an ONNX graph")->check(CLI::IsMember({"onnx"}));
  sub.add_option("-o,--output", *output, "File to write")->required();
  sub.callback([=, &invocation] {
    invocation.run = [=](Terminal& terminal, const Settings&) {
      export_onnx(*model, *output);
      terminal.stage("Wrote", "the model as ONNX to " + output->string());
    };
  });
}

}  // namespace shoal::cli

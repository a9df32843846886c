#include <memory>

#include "cli/invocation.hpp"
#include "shoal/model.hpp"

namespace shoal::cli {

void add_export(Command& program, const Globals&) {
  struct Options {
    std::filesystem::path model, output;
    std::string format = "onnx";
  };
  auto command = std::make_shared<Options>();
  Command& sub = program.command("export", "Write a model in another form",
                                 "shoal export shoal-run/model --format onnx -o segments.onnx");
  sub.path("MODEL", command->model, "Model folder").needed();
  sub.choice("--format", command->format, {{"onnx", "onnx"}}, "onnx: the whole pipeline as an ONNX graph");
  sub.path("-o,--output", command->output, "File to write").needed();
  sub.run = [command](Terminal& terminal, const Settings&) {
    export_onnx(command->model, command->output);
    terminal.stage("Wrote", "the model as ONNX to " + command->output.string());
  };
}

}  // namespace shoal::cli

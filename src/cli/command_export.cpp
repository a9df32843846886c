#include <memory>

#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "shoal/model.hpp"

namespace shoal::cli {

void add_export(Command& program, const Globals& globals) {
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
  sub.run = [command, &globals](Terminal& terminal, const Settings&) {
    export_onnx(command->model, command->output);
    terminal.stage("Wrote", "the model as ONNX to " + command->output.string());
    if (globals.json) terminal.document(written_json({command->output}));
  };
}

}  // namespace shoal::cli

#include <memory>

#include "cli/completion.hpp"
#include "cli/help.hpp"
#include "cli/invocation.hpp"
#include "cli/json_output.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

/// The command that the words name, from the program on. Error{usage} for an unknown one.
const Command& command_named(const Command& program, const std::vector<std::string>& words) {
  const Command* command = &program;
  for (const std::string& word : words) {
    const auto at = std::ranges::find(command->commands(), word, &Command::name);
    if (at == command->commands().end()) {
      std::vector<std::string> names;
      for (const Command& child : command->commands()) names.push_back(child.name());
      throw Error(ErrorCode::usage, "unknown command \"" + word + "\"" + did_you_mean(word, names),
                  names.empty() ? "" : "commands: " + join(names, ", "));
    }
    command = &*at;
  }
  return *command;
}

void write_pages(const Command& command, const std::filesystem::path& folder) {
  std::string name = command.path_name() + ".1";
  std::ranges::replace(name, ' ', '-');
  write_file(folder / name, manual_page(command));
  for (const Command& child : command.commands()) write_pages(child, folder);
}

}  // namespace

void add_help(Command& program, const Globals& globals) {
  struct Options {
    std::vector<std::string> words;
    std::filesystem::path folder;
    bool manual = false;
  };
  auto command = std::make_shared<Options>();
  Command& sub = program.command("help", "Explain a command, or write the manual pages",
                                 "shoal help fit\nshoal help --man registry list | man -l -\nshoal help --man -o man1");
  sub.repeated("COMMAND", command->words, "The command; none: the program");
  sub.flag("--man", command->manual, "As a manual page");
  sub.path("-o,--output", command->folder, "Folder for the manual pages of all commands, with --man");
  sub.run = [command, &program, &globals](Terminal& terminal, const Settings&) {
    const Command& named = command_named(program, command->words);
    if (!command->folder.empty()) {
      if (!command->manual) throw Error(ErrorCode::usage, "-o is for manual pages", "give --man too", "-o");
      write_pages(named, command->folder);
      if (globals.json) terminal.document(written_json({command->folder}));
      return;
    }
    if (globals.json && command->manual)
      throw Error(ErrorCode::usage, "a manual page is no JSON document", "leave --json out", "--man");
    if (globals.json) return terminal.document(help_json(named));
    terminal.text(command->manual ? manual_page(named) : help_text(named, terminal.help_width()));
  };
}

void add_completions(Command& program, const Globals& globals) {
  struct Options {
    std::string shell;
    std::vector<std::string> words;
  };
  auto command = std::make_shared<Options>();
  Command& sub = program.command("completions", "Print the script that makes a shell complete shoal's words",
                                 "source <(shoal completions bash)\n"
                                 "shoal completions zsh > ~/.zsh/completions/_shoal\n"
                                 "shoal completions fish > ~/.config/fish/completions/shoal.fish");
  sub.choice("SHELL", command->shell, {{"bash", "bash"}, {"zsh", "zsh"}, {"fish", "fish"}, {"words", "words"}},
             "bash, zsh or fish; words: what the scripts ask for")
      .needed();
  sub.repeated("WORD", command->words, "The words so far, after --, for words");
  sub.run = [command, &program, &globals](Terminal& terminal, const Settings&) {
    if (globals.json) throw Error(ErrorCode::usage, "a script is no JSON document", "leave --json out");
    if (command->shell != "words") return terminal.text(completion_script(command->shell));
    for (const std::string& line : completions(program, command->words)) terminal.text(line + "\n");
  };
}

}  // namespace shoal::cli

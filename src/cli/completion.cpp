#include "cli/completion.hpp"

#include "cli/parse.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr const char* k_files = ":files";

/// Follows the words up to the one that is completed.
class Position {
 public:
  explicit Position(Command& program) : command_(&program) {}

  void pass(const std::string& word) {
    if (word == "=") return;  // bash cuts --device=cpu into three
    if (awaited_ != nullptr) {
      awaited_ = nullptr;
    } else if (word.starts_with('-')) {
      Option* option = option_named(word.substr(0, word.find('=')));
      if (option != nullptr && !option->is_flag() && word.find('=') == std::string::npos) awaited_ = option;
    } else if (Command* child = child_named(word)) {
      command_ = child;
    } else {
      ++arguments_;
    }
  }

  std::vector<std::string> candidates(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (awaited_ != nullptr) return values(*awaited_, word == "=" ? "" : word, "");
    if (word.starts_with('-') && equals != std::string::npos) {
      const Option* option = option_named(word.substr(0, equals));
      return option == nullptr ? std::vector<std::string>{}
                               : values(*option, word.substr(equals + 1), word.substr(0, equals + 1));
    }
    if (word.starts_with('-')) return options(word);
    std::vector<std::string> found;
    for (const Command& child : command_->commands()) {
      if (child.name().starts_with(word)) found.push_back(child.name() + "\t" + child.summary());
    }
    const Option* argument = next_argument();
    return found.empty() && argument != nullptr ? values(*argument, word, "") : found;
  }

 private:
  Option* option_named(const std::string& name) {
    for (Option* option : every_option(*command_)) {
      const auto names = split_list(option->names);
      if (std::ranges::find(names, name) != names.end()) return option;
    }
    return nullptr;
  }

  Command* child_named(const std::string& name) {
    const auto at = std::ranges::find(command_->commands(), name, &Command::name);
    return at == command_->commands().end() ? nullptr : &*at;
  }

  const Option* next_argument() const {
    std::size_t passed = 0;
    for (const Option& option : command_->options()) {
      if (option.is_argument() && (passed++ == arguments_ || option.repeats)) return &option;
    }
    return nullptr;
  }

  static std::vector<std::string> values(const Option& option, const std::string& begin, const std::string& before) {
    std::vector<std::string> found;
    if (option.value_name == "PATH" || option.value_name == "FILE") found.emplace_back(k_files);
    for (const std::string& word : option.words) {
      if (word.starts_with(begin)) found.push_back(before + word + "\t" + option.help);
    }
    return found;
  }

  std::vector<std::string> options(const std::string& begin) {
    std::vector<std::string> found;
    for (const Option* option : every_option(*command_)) {
      for (const std::string& name : split_list(option->names)) {
        if (name.starts_with('-') && name.starts_with(begin)) found.push_back(name + "\t" + option->help);
      }
    }
    return found;
  }

  Command* command_;
  Option* awaited_ = nullptr;  ///< the option whose value comes next
  std::size_t arguments_ = 0;
};

constexpr const char* k_bash = R"(# bash completion of shoal: source this, or put it where bash-completion looks.
_shoal() {
  local word help
  COMPREPLY=()
  while IFS=$'\t' read -r word help; do
    if [[ $word == :files ]]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("$word")
    fi
  done < <("${COMP_WORDS[0]}" completions words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _shoal shoal
)";

constexpr const char* k_zsh = R"(#compdef shoal
# zsh completion of shoal: put it into a folder of $fpath as _shoal.
_shoal() {
  local line
  local -a candidates
  for line in "${(@f)$("$words[1]" completions words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -z $line ]] && continue
    if [[ $line == :files ]]; then
      _files
    else
      candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    fi
  done
  (( $#candidates )) && _describe -o shoal candidates
}
if [[ $funcstack[1] == _shoal ]]; then _shoal "$@"; else compdef _shoal shoal; fi
)";

constexpr const char* k_fish =
    R"(# fish completion of shoal: source this, or put it into a folder of $fish_complete_path.
function __shoal_candidates
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] completions words -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c shoal -f -a '(__shoal_candidates)'
)";

}  // namespace

std::vector<std::string> completions(Command& program, const std::vector<std::string>& words) {
  Position position(program);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) position.pass(words[i]);
  return position.candidates(words.empty() ? "" : words.back());
}

std::string completion_script(const std::string& shell) {
  if (shell == "bash") return k_bash;
  return shell == "zsh" ? k_zsh : k_fish;
}

}  // namespace shoal::cli

// The whole table of the program.
#pragma once

#include "cli/invocation.hpp"

namespace shoal::cli {

/// The program with its global options, whose targets are `globals`, and every command.
class Program : public Command {
 public:
  explicit Program(Globals& globals);
};

}  // namespace shoal::cli

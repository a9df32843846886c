#include <unistd.h>

#include <cstdio>

#include "cli/invocation.hpp"
#include "cli/memory.hpp"

// Before the libraries initialise themselves, which takes thousands of allocations.
__attribute__((section(".preinit_array"), used)) static void (*const before_all)() = shoal::cli::end_with_words;

int main(int argc, char** argv) {
  shoal::cli::get_ready_to_fail();
  const int status = shoal::cli::run(argc, argv);
  std::fflush(nullptr);
  // Not return: what the libraries do at the end of a process fails where memory is short, and crashes.
  _exit(status);
}

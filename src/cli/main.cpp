#include <cstdio>
#include <cstring>

#include "shoal/version.hpp"

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--version") == 0) {
    std::printf("shoal %s (%s)\n", shoal::k_version, shoal::git_commit());
    return 0;
  }
  std::fputs("shoal: no command\n  do         shoal --version\n", stderr);
  return 2;
}

#include "cli/standard_streams.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace shoal::cli {

void keep_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0) continue;
    // The wrong way round, so that reading input and writing output fail as they do on a closed stream.
    if (::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

}  // namespace shoal::cli

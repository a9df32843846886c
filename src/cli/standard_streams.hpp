// Standard input, output and error of a caller that has closed some of them.
#pragma once

namespace shoal::cli {

/// Makes each stream that is closed one that cannot be read or written. A file that is opened gets the lowest free number, so what
/// goes to standard output or error would otherwise stand in that file.
void keep_standard_streams();

}  // namespace shoal::cli

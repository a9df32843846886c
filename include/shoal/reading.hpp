// How a file was understood: what was decided, and what is doubtful.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace shoal {

/// One thing that the file does not say itself. Reading the file again with the options of all decisions gives the same.
struct Decision {
  std::string what;    ///< "encoding", "header", "dates", "customer" ...: unique in a Reading
  std::string how;     ///< "Windows-1252", "line 4", "day first, as 31.12.2022"
  std::string option;  ///< what fixes it: "--decimal comma"; empty where nothing else could be meant
};

/// Whether it says no more than which column plays a role: {"invoice", "InvoiceNo", "--column invoice=InvoiceNo"}.
inline bool names_a_column(const Decision& decision) {
  return decision.option.find("--column " + decision.what + "=") == 0;
}

/// Something in the file that may not mean what it was taken for. A warning to the user.
struct Doubt {
  std::string about;       ///< stable key: "mixed_encoding", "many_duplicates" ...; unique in a Reading
  std::string sentence;    ///< what was seen and how it was taken, with its count
  std::string option;      ///< what takes it otherwise: "--missing -1"; empty where no option does
  std::int64_t count = 0;  ///< lines, or whatever the sentence counts
};

struct Reading {
  std::vector<Decision> decisions;  ///< in the order in which a reader of the file needs them
  std::vector<Doubt> doubts;
};

}  // namespace shoal

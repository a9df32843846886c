// The readers that read_transactions() chooses from.
#pragma once

#include <string>
#include <string_view>

#include "data/containers/input_parts.hpp"
#include "data/input/bad_rows.hpp"
#include "data/input/number_form.hpp"
#include "shoal/threads.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// CSV in any of its packings and containers.
ReadTransactionsResult read_transactions_csv(ThreadPool& threads, InputParts input,
                                             const ReadTransactionsOptions& options, const LineChoice& choice,
                                             BadRowLog& log);
/// Parquet files.
ReadTransactionsResult read_transactions_parquet(ThreadPool& threads, InputParts input,
                                                 const ReadTransactionsOptions& options, const LineChoice& choice,
                                                 BadRowLog& log);

class TransactionBuilder;
struct FoundRoles;
/// Adds what was decided about the columns.
void say_roles(const FoundRoles& roles, Reading& reading);
/// Says what the lines showed of the rules that they were read by. After TransactionBuilder::finish().
void say_lines(const TransactionBuilder& builder, const FoundRoles& roles, const std::vector<std::string>& columns,
               Reading& reading);

/// What is said about single fields, the same for CSV and Parquet.
std::string empty_complaint(std::string_view needed);
std::string number_complaint(std::string_view text);
/// What to try for a text that is not a number in that form; empty when nothing helps.
std::string number_hint(std::string_view text, NumberForm form);

}  // namespace shoal::data

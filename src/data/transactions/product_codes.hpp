// Item codes that stand for no product.
#pragma once

#include <string>

namespace shoal::data {

/// True for postage, fees, corrections, samples and vouchers, told from the code without case and punctuation: at most
/// four characters without two digits in a row (POST, D, M, DOT, C2, CRUK, PADS, S, B), a word of a small list (BANK
/// CHARGES, AMAZONFEE, POSTAGE, MANUAL ...), or one that begins with ADJUST, GIFT, TEST or VOUCHER (gift_0001_20).
bool is_non_product_code(const std::string& code);

}  // namespace shoal::data

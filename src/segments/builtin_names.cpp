#include "shoal/segments.hpp"

namespace shoal {

std::string builtin_segment_names() {
  return R"(# Names of customer segments: the first one that is true of so many of a segment's customers is taken. All conditions
# of a name must hold for the same customers.
#   p75        the percentile of all customers
#   2x         times the median of all customers
#   50 %       a share; 3 a plain number
#   gaps_away  days since the last order over the customer's usual gap between orders: more than 2 is overdue
# Two segments never get the same name; the one that fits better keeps it.
format = 2
share = 80 %

[Wholesale buyers]
when = bulk_share >= 50 %
advice = Give them an account manager, volume prices and reliable stock; leave them out of consumer campaigns.

[Discount seekers]
when = reduced_share >= 25 % and frequency >= 3
advice = Send them clearance and sale news only; do not lower prices for them elsewhere.

[Frequent returners]
when = return_share >= 15 %
advice = Find out what comes back and why: descriptions, sizes, packing.

[High-value repeat customers]
when = frequency >= 3 and total_spend >= p75 and gaps_away <= 2
advice = Keep them: early access, personal service, a thank-you. No discounts needed; ask for reviews and referrals.

[Top customers slipping away]
when = frequency >= 3 and total_spend >= p75 and gaps_away > 2
advice = Call or write in person this week, ask what went wrong and make a strong offer: they are worth it.

[Loyal customers]
when = frequency >= 4 and gaps_away <= 2
advice = Reward loyalty, suggest related products and larger baskets to lift them to the top group.

[Good regular customers]
when = frequency >= 3 and total_spend >= p50 and gaps_away <= 2
advice = Suggest what goes with their last orders; a small reward for the next step up keeps them growing.

[Good customers at risk]
when = frequency >= 2 and total_spend >= p50 and gaps_away > 2
advice = Win them back before they are gone: a reminder of what they bought, what is new, a limited offer.

[New customers]
when = tenure_days <= 90 and tenure_days <= p50
advice = Make the next order happen: a welcome series and an offer soon after the first one.

[Infrequent big spenders]
when = frequency <= 2 and total_spend >= p75 and basket_value >= 2x
advice = Reach them for occasions with high-value products; a personal contact beats frequent mailings.

[Hibernating one-time buyers]
when = frequency <= 1 and gaps_away > 2
advice = One low-cost reactivation with a reason for a second order; mail them rarely after it.

[Hibernating occasional buyers]
when = frequency <= 2 and gaps_away > 2
advice = Try one reactivation with a reason to come back; stop mailing those who do not react.

[Hibernating customers]
when = gaps_away > 2
advice = Try one reactivation with a reason to come back; stop mailing those who do not react.

[Active repeat customers]
when = frequency >= 2 and gaps_away <= 2
advice = Build the habit: suggest what goes with their last order, and a small reward for the next one.

[Recent one-time buyers]
when = frequency <= 1 and gaps_away <= 1
advice = Make the second order happen: say thank you, show what goes with the first one, offer free delivery.

[Recent occasional buyers]
when = frequency <= 2 and gaps_away <= 1
advice = Make the next order happen while they remember the shop: say what goes with the last one.

[Quiet occasional buyers]
when = frequency <= 2 and gaps_away > 1
advice = Send one reminder with a reason to come back; most have ordered once or twice and are past the usual gap.

[Recent customers]
when = gaps_away <= 1
advice = They bought lately: suggest what goes with the last order; hold discounts back.

[One-time buyers]
when = frequency <= 1
advice = Try for a second order among those who bought lately; mail the others rarely.

[Occasional buyers]
when = frequency <= 2
advice = Give reasons to order more often: reminders, seasonal news, free delivery from the usual basket value.

[Repeat customers]
when = frequency >= 2
advice = Sort them by when they last bought: suggest the next order to the recent ones, win back the others.
)";
}

}  // namespace shoal

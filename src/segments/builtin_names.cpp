#include "shoal/segments.hpp"

namespace shoal {

std::string builtin_segment_names() {
  return R"(# Names of customer segments: the first one whose conditions all hold for the segment's medians is taken.
#   p75    the percentile of the median among all customers
#   2x     times the median of all customers
#   50 %   a share; 3 a plain number
# Two segments never get the same name; the one that fits better keeps it.
format = 1

[Wholesale buyers]
when = bulk_share >= 50 %
advice = Give them an account manager, volume prices and reliable stock; leave them out of consumer campaigns.

[Discount seekers]
when = reduced_share >= 25 % and frequency >= 3
advice = Send them clearance and sale news only; do not lower prices for them elsewhere.

[Frequent returners]
when = return_share >= 15 %
advice = Find out what comes back and why: descriptions, sizes, packing. Check their profit after returns.

[High-value repeat customers]
when = recency_days <= p50 and frequency >= p75 and frequency >= 3 and total_spend >= p75
advice = Keep them: early access, personal service, a thank-you. No discounts needed; ask for reviews and referrals.

[Top customers slipping away]
when = recency_days >= p60 and frequency >= p80 and frequency >= 3 and total_spend >= p80
advice = Call or write in person this week, ask what went wrong and make a strong offer: they are worth it.

[Loyal customers]
when = recency_days <= p60 and frequency >= p60 and frequency >= 4 and total_spend >= p50
advice = Reward loyalty, suggest related products and larger baskets to lift them to the top group.

[Good customers at risk]
when = recency_days >= p55 and frequency >= p50 and frequency >= 2 and total_spend >= p50
advice = Win them back before they are gone: a reminder of what they bought, what is new, a limited offer.

[New customers]
when = recency_days <= p50 and tenure_days <= 0.5x and frequency <= p55
advice = Make the second order happen: a welcome series and an offer within 30 days of the first one.

[Infrequent big spenders]
when = frequency <= p50 and basket_value >= p70 and total_spend >= p50
advice = Reach them for occasions with high-value products; a personal contact beats frequent mailings.

[Hibernating one-time buyers]
when = recency_days >= p60 and frequency <= 1
advice = One low-cost reactivation, then mail them rarely; most of them will not come back.

[Hibernating customers]
when = recency_days >= p60 and frequency <= p55
advice = Try one reactivation with a reason to come back; stop mailing those who do not react.

[Occasional buyers]
when = frequency <= p50
advice = Give reasons to order more often: reminders, seasonal news, free delivery from the usual basket value.

[Regular customers]
when = recency_days <= p60 and frequency >= p45 and total_spend <= p75
advice = Build the habit: suggest what goes with their last order, and a small reward for the next one.

[Middle customers]
when = total_spend <= p75
advice = No urgent need; include them in general campaigns and watch where they move.
)";
}

}  // namespace shoal

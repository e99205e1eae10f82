package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Common base of the contracts on the plans of statements. */
public abstract class PlanContract extends StoreContract {
    protected PlanContract(StoreFactory factory) {
        super(factory);
    }

    /** Explains a statement whose parameters are question marks. */
    protected abstract QueryPlan plan(String sql, @Nullable Object... values);

    protected final void assertNothingWhole(String sql, @Nullable Object... values) {
        QueryPlan plan = plan(sql, values);
        assertThat(plan.whole()).as("%s by %s", sql, plan.text()).isEmpty();
    }

    protected final void assertInOrder(String sql, @Nullable Object... values) {
        QueryPlan plan = plan(sql, values);
        assertThat(plan.whole()).as("%s by %s", sql, plan.text()).isEmpty();
        assertThat(plan.sorts()).as("%s sorts by %s", sql, plan.text()).isFalse();
    }

    /** Accepts intents whose deliveries are leased at insert, and completes these as sent. */
    protected final void acceptSent(List<Acceptance> intents) {
        store().accepts().accept(intents, GRANT);
        store().completions()
                .complete(intents.stream()
                        .flatMap(intent -> intent.deliveries().stream()
                                .map(one -> Completion.sent(
                                        leased(intent, one), new Outcome.Sent(Evidence.status(200)), now())))
                        .toList());
    }

    private LeasedDelivery leased(Acceptance intent, NewDelivery one) {
        return new LeasedDelivery(
                one.id(),
                intent.notification(),
                one.channel(),
                one.recipient(),
                one.address(),
                1,
                0,
                0,
                Objects.requireNonNull(one.token()),
                now());
    }
}

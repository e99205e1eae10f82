package dev.tidings.engine.accept;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IntentRatesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger nodes = new AtomicInteger(1);
    private final IntentRates rates = new IntentRates(nanos::get, nodes::get);

    private int taken(String tenant, long perSecond) {
        int taken = 0;
        while (rates.take(tenant, perSecond).isZero()) {
            taken++;
        }
        return taken;
    }

    @Test
    void a_tenant_may_submit_the_intents_of_one_second_at_once_and_then_at_its_rate() {
        assertThat(taken("shop", 10)).isEqualTo(10);
        assertThat(rates.take("shop", 10)).isEqualTo(Duration.ofMillis(100));

        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        assertThat(taken("shop", 10)).isEqualTo(1);

        nanos.addAndGet(Duration.ofDays(1).toNanos());
        assertThat(taken("shop", 10)).isEqualTo(10);
    }

    @Test
    void tenants_share_nothing() {
        assertThat(taken("shop", 3)).isEqualTo(3);
        assertThat(taken("other", 1)).isEqualTo(1);
    }

    @Test
    void nodes_share_a_rate_in_equal_parts() {
        nodes.set(2);
        assertThat(taken("shop", 10)).isEqualTo(5);

        nodes.set(20);
        assertThat(taken("slow", 10)).isEqualTo(1);
        assertThat(rates.take("slow", 10)).isEqualTo(Duration.ofSeconds(2));
    }
}

package dev.tidings.engine.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.tenant.TenantWeights;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final List<String> heard = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private long nanos;
    private boolean broken;
    private int probes;
    private final StoreWatch watch = new StoreWatch(
            this::probe,
            Runnable::run,
            (delay, task) -> {
                pauses.add(delay);
                later.add(task);
            },
            () -> Instant.parse("2026-11-21T12:00:00.123456Z"),
            () -> nanos,
            new EngineListener() {
                @Override
                public void storeLost() {
                    heard.add("lost");
                }

                @Override
                public void storeBack(Duration outage) {
                    heard.add("back after " + outage.toMillis());
                }
            });

    private final OutageGuard guard = new OutageGuard(watch);

    /** Calls of the store, which pass the guard too. */
    private void probe() {
        guard.call(() -> {
            probes++;
            if (broken) {
                throw new StoreUnavailable("connection refused");
            }
            return probes;
        });
    }

    private void lose() {
        broken = true;
        watch.failed(new StoreUnavailable("connection refused"), watch.begin());
    }

    private void runLater() {
        List<Runnable> now = List.copyOf(later);
        later.clear();
        now.forEach(Runnable::run);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void many_failures_are_one_outage() {
        lose();
        lose();
        assertThat(heard).containsExactly("lost");
        assertThat(later).hasSize(1);
    }

    @Test
    void all_calls_are_refused_with_reason_and_start_until_a_probe_succeeds() {
        watch.require();
        lose();
        assertThatThrownBy(watch::require)
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("connection refused")
                .hasMessageContaining("since 2026-11-21T12:00:00.123Z");
        assertThatThrownBy(() -> watch.guarding(Runnable::run).execute(() -> heard.add("ran")))
                .isInstanceOf(StoreUnavailable.class);
        pass(Duration.ofSeconds(3));
        runLater();
        assertThat(watch.outage()).isNotNull();

        broken = false;
        runLater();
        watch.require();
        assertThat(watch.outage()).isNull();
        assertThat(heard).containsExactly("lost", "back after 3000");
    }

    @Test
    void a_call_that_finds_the_store_unavailable_starts_an_outage_without_further_calls() {
        List<String> made = new ArrayList<>();

        assertThatThrownBy(() -> guard.call(() -> {
                    broken = true;
                    throw new StoreUnavailable("connection refused");
                }))
                .isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> guard.call(() -> made.add("during")))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("since ");
        runLater();
        assertThat(watch.outage()).as("after a failed probe").isNotNull();
        broken = false;
        runLater();
        guard.call(() -> made.add("after"));

        assertThat(made).containsExactly("after");
        assertThat(probes).as("the probe may call the store during an outage").isEqualTo(2);
    }

    @Test
    void a_single_failed_call_is_not_an_outage() {
        assertThatThrownBy(() -> guard.call(() -> {
                    throw new StoreBusy("cannot list in jdbc:x: canceled", "canceled");
                }))
                .isInstanceOf(StoreBusy.class);

        assertThat(watch.outage()).isNull();
        watch.require();
        assertThat(heard).isEmpty();
        assertThat(probes).isZero();
    }

    @Test
    void errors_for_callers_do_not_name_the_database() {
        watch.failed(
                new StoreUnavailable("cannot write in jdbc:x://secret-host: refused", "the server cannot be reached"),
                watch.begin());

        assertThatThrownBy(watch::require)
                .hasMessageContaining("the server cannot be reached")
                .hasMessageNotContaining("secret-host");
    }

    @Test
    void probes_slow_down_to_two_per_second_and_stop_after_the_outage() {
        lose();
        for (int i = 0; i < 10; i++) {
            runLater();
        }
        assertThat(pauses)
                .startsWith(Duration.ofMillis(20), Duration.ofMillis(40))
                .endsWith(Duration.ofMillis(500));
        broken = false;
        runLater();
        assertThat(later).isEmpty();
        assertThat(probes).isEqualTo(11);
    }

    @Test
    void a_call_from_before_the_recovery_starts_no_new_outage() {
        long begun = watch.begin();
        lose();
        pass(Duration.ofSeconds(1));
        broken = false;
        runLater();
        watch.failed(new StoreUnavailable("connection reset"), begun);
        assertThat(watch.outage()).isNull();

        pass(Duration.ofSeconds(1));
        lose();
        assertThat(heard).containsExactly("lost", "back after 1000", "lost");
    }

    @Test
    void after_an_outage_longer_than_a_lease_claims_wait_for_completions() {
        int[] claimed = {0};
        ClaimStore claims = (ClaimStore) Proxy.newProxyInstance(
                ClaimStore.class.getClassLoader(), new Class<?>[] {ClaimStore.class}, (self, method, arguments) -> {
                    claimed[0]++;
                    return List.of();
                });
        OutageTolerantClaims patient = new OutageTolerantClaims(claims, watch, LEASE);
        LeaseGrant grant = new LeaseGrant("node", LEASE);
        loseFor(Duration.ofSeconds(9));
        assertThat(patient.claim("webhook", 1, TenantWeights.EQUAL, grant, () -> null))
                .isEmpty();

        loseFor(Duration.ofSeconds(10));
        assertThatThrownBy(() -> patient.claim("webhook", 1, TenantWeights.EQUAL, grant, () -> null))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(claimed[0]).isEqualTo(1);

        pass(OutageTolerantClaims.SETTLING);
        assertThat(patient.claim("webhook", 1, TenantWeights.EQUAL, grant, () -> null))
                .isEmpty();
    }

    private void loseFor(Duration time) {
        lose();
        pass(time);
        broken = false;
        runLater();
    }
}

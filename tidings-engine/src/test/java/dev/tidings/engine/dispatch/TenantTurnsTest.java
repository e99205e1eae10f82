package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TenantTurnsTest {
    private static final int CONCURRENCY = 32;
    private static final int SPARE = 4;

    private long nanos;
    private TenantWeights weights = TenantWeights.EQUAL;
    private final TenantTurns turns = new TenantTurns(
            LaneSettings.DEFAULT.withConcurrency(CONCURRENCY), tenant -> weights.weight(tenant), () -> nanos);

    @Test
    void a_tenant_with_few_endpoints_has_as_many_turns_as_one_with_many() {
        for (int i = 0; i < 10; i++) {
            ready("zeta", "endpoint-" + i);
        }
        ready("acme", "endpoint");

        assertThat(serve(6)).containsExactly("zeta", "acme", "zeta", "acme", "zeta", "acme");
    }

    @Test
    void turns_follow_the_weights() {
        weights = tenant -> "zeta".equals(tenant) ? 3 : 1;
        ready("zeta", "endpoint");
        ready("acme", "endpoint");

        assertThat(serve(8).stream().filter("zeta"::equals)).hasSize(6);
    }

    @Test
    void a_tenant_that_had_nothing_to_send_is_next_even_beside_one_with_a_large_weight() {
        weights = tenant -> "zeta".equals(tenant) ? TenantWeights.MOST : 1;
        ready("zeta", "endpoint");
        serve(100);
        ready("acme", "endpoint");

        assertThat(serve(2)).contains("acme");
    }

    @Test
    void a_tenant_saves_up_no_turns_while_it_has_nothing_to_send() {
        ready("zeta", "endpoint");
        serve(1_000);
        ready("acme", "endpoint");

        assertThat(serve(10).stream().filter("acme"::equals)).hasSize(5);
    }

    @Test
    void the_endpoints_of_a_tenant_are_served_round_robin() {
        ready("zeta", "a");
        ready("zeta", "b");
        ready("zeta", "c");

        List<String> targets = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            targets.add(begin(CONCURRENCY).key().target());
        }
        assertThat(targets).containsExactly("a", "b", "c", "a", "b", "c");
    }

    @Test
    void one_tenant_alone_may_use_every_send() {
        EndpointQueue queue = ready("zeta", "endpoint");
        queue.tenant().begin();

        assertThat(turns.next(1)).isSameAs(queue);
    }

    @Test
    void beside_another_a_tenant_with_many_sends_in_flight_leaves_some_to_those_with_few() {
        EndpointQueue zeta = ready("zeta", "endpoint");
        sending(zeta, CONCURRENCY - SPARE);
        turns.enter("acme");

        assertThat(turns.next(SPARE)).isNull();
        EndpointQueue acme = ready("acme", "endpoint");
        assertThat(turns.next(SPARE)).isSameAs(acme);
        begin(SPARE);
        turns.remove();

        turns.resume();
        assertThat(turns.next(SPARE + 1)).isSameAs(zeta);
    }

    @Test
    void a_tenant_with_one_send_in_flight_begins_another_without_waiting_for_the_rest_of_the_lane() {
        EndpointQueue zeta = ready("zeta", "endpoint");
        sending(zeta, CONCURRENCY - SPARE);
        EndpointQueue acme = ready("acme", "endpoint");
        sending(acme, 1);

        assertThat(turns.next(SPARE - 1)).isSameAs(acme);
    }

    @Test
    void what_the_newcomers_share_is_never_used_up_by_one_of_them() {
        EndpointQueue acme = ready("acme", "endpoint");
        sending(acme, SPARE / 2);
        turns.enter("zeta");

        assertThat(turns.next(SPARE / 2)).isNull();
        EndpointQueue beta = ready("beta", "endpoint");
        assertThat(turns.next(SPARE / 2)).isSameAs(beta);
    }

    @Test
    void a_lane_that_only_one_tenant_has_used_for_a_minute_is_its_own_again() {
        turns.leave(turns.enter("acme"));
        EndpointQueue zeta = ready("zeta", "endpoint");
        zeta.tenant().begin();
        assertThat(turns.next(1)).isNull();

        nanos += Duration.ofMinutes(1).toNanos();
        turns.resume();
        assertThat(turns.next(1)).isSameAs(zeta);
    }

    @Test
    void beside_another_a_tenant_holds_at_most_three_quarters_of_the_permits() {
        LaneTenant zeta = turns.enter("zeta");
        for (int i = 0; i < 75; i++) {
            assertThat(turns.mayHold(zeta, 100 - i)).isTrue();
            zeta.hold();
        }
        assertThat(turns.mayHold(zeta, 25)).isTrue();

        turns.enter("acme");
        assertThat(turns.mayHold(zeta, 25)).isFalse();
    }

    @Test
    void draining_removes_what_is_ready_of_every_tenant() {
        ready("zeta", "a");
        ready("zeta", "b");
        ready("acme", "a");

        assertThat(turns.drain()).hasSize(3);
        assertThat(turns.next(CONCURRENCY)).isNull();
    }

    private static void sending(EndpointQueue queue, int sends) {
        for (int i = 0; i < sends; i++) {
            queue.tenant().begin();
        }
    }

    /** An endpoint that always has something to send. */
    private EndpointQueue ready(String tenant, String target) {
        EndpointQueue queue = new EndpointQueue(new TargetKey(tenant, "webhook", target), turns.enter(tenant), null);
        turns.add(queue);
        return queue;
    }

    private EndpointQueue begin(int free) {
        EndpointQueue next = Objects.requireNonNull(turns.next(free));
        assertThat(turns.begin()).isSameAs(next);
        turns.add(next);
        return next;
    }

    private List<String> serve(int sends) {
        List<String> served = new ArrayList<>();
        for (int i = 0; i < sends; i++) {
            served.add(begin(CONCURRENCY).key().tenant());
        }
        return served;
    }
}

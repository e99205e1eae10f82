package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCondition;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.EndpointFilter;
import dev.tidings.core.store.Page;
import dev.tidings.testkit.id.SigningSecrets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lists of endpoints: in the order of creation, by filter, page by page. */
public abstract class EndpointListContract extends StoreContract {
    private static final EndpointFilter ALL = new EndpointFilter(TENANT, null, null, null, null);

    protected EndpointListContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void pages_are_in_the_order_of_creation_and_stable_while_endpoints_come_and_go() {
        for (String recipient : List.of("c", "a", "d", "b")) {
            create(TENANT, recipient, "webhook", true);
        }
        create("other", "x", "webhook", true);

        Page<Endpoint> first = store().endpoints().list(ALL, null, 2);
        assertThat(recipients(first)).containsExactly("c", "a");
        assertThat(first.items().getFirst().secrets()).hasSize(1);
        store().endpoints().delete(new EndpointKey(TENANT, "a", "webhook"));
        create(TENANT, "aa", "webhook", true);
        Page<Endpoint> second = store().endpoints().list(ALL, first.next(), 2);
        assertThat(recipients(second)).containsExactly("d", "b");
        Page<Endpoint> last = store().endpoints().list(ALL, second.next(), 2);

        assertThat(recipients(last)).containsExactly("aa");
        assertThat(last.next()).isNull();
    }

    @Test
    void each_filter_returns_exactly_its_endpoints() {
        create(TENANT, "a", "webhook", true);
        create(TENANT, "a", "email", false);
        create(TENANT, "b", "webhook", false);

        assertThat(found(new EndpointFilter(TENANT, "a", null, null, null))).containsExactly("a/webhook", "a/email");
        assertThat(found(new EndpointFilter(TENANT, "a", "email", null, null))).containsExactly("a/email");
        assertThat(found(new EndpointFilter(TENANT, null, "webhook", null, null)))
                .containsExactly("a/webhook", "b/webhook");
        assertThat(found(new EndpointFilter(TENANT, null, null, false, null))).containsExactly("a/email", "b/webhook");
        assertThat(found(new EndpointFilter(TENANT, "a", "webhook", true, EndpointCondition.HEALTHY)))
                .containsExactly("a/webhook");
        assertThat(found(new EndpointFilter(TENANT, "nobody", null, null, null)))
                .isEmpty();
    }

    @Test
    void health_tells_failing_endpoints_from_those_with_an_open_circuit() {
        create(TENANT, "healthy", "webhook", true);
        Endpoint failing = create(TENANT, "failing", "webhook", true);
        store().endpoints().recordFailure(failing.key());
        Endpoint open = create(TENANT, "open", "webhook", true);
        store().endpoints().recordFailure(open.key());
        store().health().block(open.target(), EndpointCircuit.Reason.CIRCUIT, 1, Duration.ofSeconds(10));
        Endpoint halfOpen = create(TENANT, "half open", "email", true);
        store().health().block(halfOpen.target(), EndpointCircuit.Reason.CIRCUIT, 1, Duration.ZERO);
        Endpoint pausing = create(TENANT, "asked for a pause", "webhook", true);
        store().health().block(pausing.target(), EndpointCircuit.Reason.RETRY_AFTER, 0, Duration.ofSeconds(10));

        assertThat(found(ofHealth(EndpointCondition.HEALTHY)))
                .containsExactly("healthy/webhook", "asked for a pause/webhook");
        assertThat(found(ofHealth(EndpointCondition.FAILING))).containsExactly("failing/webhook");
        assertThat(found(ofHealth(EndpointCondition.CIRCUIT_OPEN))).containsExactly("open/webhook", "half open/email");
    }

    private static EndpointFilter ofHealth(EndpointCondition health) {
        return new EndpointFilter(TENANT, null, null, null, health);
    }

    /** What all pages return, one endpoint per page. */
    private List<String> found(EndpointFilter filter) {
        List<String> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Endpoint> page = store().endpoints().list(filter, cursor, 1);
            page.items().forEach(endpoint -> found.add(endpoint.key().shown()));
            cursor = page.next();
        } while (cursor != null);
        return found;
    }

    private static List<String> recipients(Page<Endpoint> page) {
        return page.items().stream().map(endpoint -> endpoint.key().recipient()).toList();
    }

    private Endpoint create(String tenant, String recipient, String channel, boolean enabled) {
        clock.advance(Duration.ofMillis(1));
        Endpoint endpoint = new Endpoint(
                ids.endpoint(now()),
                new EndpointKey(tenant, recipient, channel),
                "https://example.com/hook",
                enabled,
                null,
                null,
                List.of(SigningSecrets.of("whsec_1")),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                now(),
                now());
        return store().endpoints().create(endpoint, 10).orElseThrow();
    }
}

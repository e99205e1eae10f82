package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.TypeFilter;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.store.Page;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Endpoints: complete, with encrypted secrets; failures and tests are separate from the owner's fields. */
public abstract class EndpointContract extends StoreContract {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", "webhook");
    private static final int PLENTY = 50;

    protected EndpointContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void endpoints_are_read_back_unchanged() {
        Endpoint endpoint = new Endpoint(
                        EndpointIds.of(KEY),
                        KEY,
                        "https://example.com/hook",
                        true,
                        null,
                        now().plusSeconds(60),
                        List.of(
                                SigningSecrets.of("whsec_current"),
                                SigningSecrets.of("whsec_old").endingAt(now().plus(Duration.ofDays(1)))),
                        new EndpointAuth.Bearer(new Secret("token-1")),
                        Map.of("body", "raw", "x", "\u00fcmlaut \"quoted\""),
                        null,
                        null,
                        now(),
                        now())
                .with(new TypeFilter(List.of("order.*", "user.created")), Map.of("customer", "42 \u5efa"));

        Endpoint put = store().endpoints().put(endpoint);

        assertThat(put).usingRecursiveComparison().ignoringFields("version").isEqualTo(endpoint);
        assertThat(put.version()).isNotEqualTo(Endpoint.NEW);
        assertThat(store().endpoints().find(KEY)).contains(put);
        assertThat(store().endpoints().find(TENANT, endpoint.id())).contains(put);
        assertThat(store().endpoints().find("other", endpoint.id())).isEmpty();
        assertThat(store().endpoints().ofRecipients(TENANT, List.of("user:1")))
                .isEqualTo(Map.of("user:1", List.of(put)));
    }

    @TestFactory
    Stream<DynamicTest> every_kind_of_auth_is_kept() {
        return Stream.of(
                        new EndpointAuth.None(),
                        new EndpointAuth.Bearer(new Secret("t")),
                        new EndpointAuth.Basic("me", new Secret("p")),
                        new EndpointAuth.Header("X-Key", new Secret("v")))
                .map(auth -> DynamicTest.dynamicTest(auth.getClass().getSimpleName(), () -> {
                    store().endpoints().put(endpoint(KEY, true, auth));
                    assertThat(store().endpoints().find(KEY))
                            .map(Endpoint::auth)
                            .contains(auth);
                }));
    }

    @Test
    void a_second_put_replaces_only_the_fields_of_the_owner() {
        Instant created = now();
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        EndpointTest test = new EndpointTest("rejected", "http_400: no", now());
        store().endpoints().recordTest(KEY, test);
        ConsecutiveFailures failures = store().endpoints().recordFailure(KEY);
        clock.advance(Duration.ofMinutes(1));

        Endpoint again = store().endpoints().put(plainEndpoint(EndpointIds.of(KEY), KEY, "https://example.com/other"));

        assertThat(again.address()).isEqualTo("https://example.com/other");
        assertThat(again.secrets()).isEmpty();
        assertThat(again.lastTest()).isEqualTo(test);
        assertThat(again.failures()).isEqualTo(failures);
        assertThat(again.createdAt()).isEqualTo(created);
        assertThat(again.updatedAt()).isEqualTo(now());
    }

    @Test
    void every_change_except_by_attempts_and_tests_creates_a_new_version() {
        List<Long> versions = new ArrayList<>();
        Runnable note = () -> versions.add(stored().version());
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        note.run();
        store().endpoints().recordFailure(KEY);
        store().endpoints().recordSuccess(KEY);
        store().endpoints().recordTest(KEY, new EndpointTest("sent", null, now()));
        assertThat(stored().version()).isEqualTo(versions.getLast());
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.Bearer(new Secret("t"))));
        note.run();
        store().endpoints().pause(KEY, now().plusSeconds(1));
        note.run();
        store().endpoints().disable(KEY, "endpoint_gone", stored().version());
        note.run();
        store().endpoints().delete(KEY);
        clock.advance(Duration.ofSeconds(1));
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        note.run();

        assertThat(versions).doesNotHaveDuplicates();
    }

    @Test
    void an_endpoint_changed_meanwhile_is_not_replaced() {
        Endpoint wanted = endpoint(KEY, true, new EndpointAuth.Bearer(new Secret("mine")));
        assertThat(store().endpoints().replace(wanted, 7)).isEmpty();
        Endpoint created = store().endpoints().create(wanted, PLENTY).orElseThrow();
        assertThat(store().endpoints().create(wanted, PLENTY)).isEmpty();
        store().endpoints().pause(KEY, now().plusSeconds(60));
        Endpoint paused = stored();

        assertThat(store().endpoints().replace(wanted.withAddress("https://example.com/late"), created.version()))
                .isEmpty();
        assertThat(store().endpoints().pause(KEY, null, created.version())).isFalse();
        assertThat(store().endpoints().delete(KEY, created.version())).isFalse();
        assertThat(stored()).isEqualTo(paused);

        Endpoint replaced = store().endpoints()
                .replace(wanted.withAddress("https://example.com/new"), paused.version())
                .orElseThrow();
        assertThat(replaced).isEqualTo(stored());
        assertThat(replaced.address()).isEqualTo("https://example.com/new");
        assertThat(store().endpoints().pause(KEY, now(), replaced.version())).isTrue();
        assertThat(store().endpoints().delete(KEY, stored().version())).isTrue();
    }

    @Test
    void recipients_without_an_endpoint_map_to_nothing() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        store().endpoints().put(endpoint(new EndpointKey(TENANT, "user:1", "email"), true, new EndpointAuth.None()));
        store().endpoints().put(endpoint(new EndpointKey("other", "user:2", "email"), true, new EndpointAuth.None()));

        Map<String, List<Endpoint>> found =
                store().endpoints().ofRecipients(TENANT, List.of("user:1", "user:2", "user:3"));

        assertThat(found).containsOnlyKeys("user:1", "user:2", "user:3");
        assertThat(found.get("user:1"))
                .extracting(endpoint -> endpoint.key().channel())
                .containsExactlyInAnyOrder("email", "webhook");
        assertThat(found.get("user:2")).isEmpty();
        assertThat(store().endpoints().ofRecipients(TENANT, List.of())).isEmpty();
    }

    @Test
    void many_recipients_are_looked_up_at_once() {
        List<String> recipients = Stream.iterate(0, i -> i + 1)
                .limit(10_000)
                .map(i -> "user:" + i)
                .toList();
        store().endpoints().put(endpoint(new EndpointKey(TENANT, "user:9999", "email"), true, new EndpointAuth.None()));

        Map<String, List<Endpoint>> found = store().endpoints().ofRecipients(TENANT, recipients);

        assertThat(found).hasSize(recipients.size());
        assertThat(found.get("user:9999")).hasSize(1);
    }

    @Test
    void deleted_endpoints_are_gone() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));

        assertThat(store().endpoints().delete(new EndpointKey("other", "user:1", "webhook")))
                .isFalse();
        assertThat(store().endpoints().delete(KEY)).isTrue();
        assertThat(store().endpoints().delete(KEY)).isFalse();
        assertThat(store().endpoints().find(KEY)).isEmpty();
    }

    @Test
    void a_pause_ends_at_its_time_and_can_be_ended_earlier() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));

        assertThat(store().endpoints().pause(KEY, now().plusSeconds(60))).isTrue();
        assertThat(stored().pausedUntil()).isEqualTo(now().plusSeconds(60));
        assertThat(store().endpoints().pause(KEY, null)).isTrue();
        assertThat(stored().pausedUntil()).isNull();
        assertThat(store().endpoints().pause(new EndpointKey(TENANT, "nobody", "webhook"), now()))
                .isFalse();
    }

    @Test
    void consecutive_failures_are_counted_until_one_is_sent() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        Instant since = now();

        assertThat(store().endpoints().recordFailure(KEY)).isEqualTo(new ConsecutiveFailures(since, 1));
        clock.advance(Duration.ofHours(1));
        assertThat(store().endpoints().recordFailure(KEY)).isEqualTo(new ConsecutiveFailures(since, 2));
        assertThat(stored().failures()).isEqualTo(new ConsecutiveFailures(since, 2));
        store().endpoints().recordSuccess(KEY);
        assertThat(stored().failures()).isNull();
        assertThat(store().endpoints().recordFailure(KEY)).isEqualTo(new ConsecutiveFailures(now(), 1));
    }

    @Test
    void results_of_a_missing_endpoint_are_ignored() {
        assertThat(store().endpoints().recordFailure(KEY)).isNull();
        store().endpoints().recordSuccess(KEY);
        store().endpoints().recordTest(KEY, new EndpointTest("sent", null, now()));
        assertThat(store().endpoints().find(KEY)).isEmpty();
    }

    @Test
    void disabling_records_one_operational_event() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));

        assertThat(store().endpoints().disable(KEY, "endpoint_gone", stored().version()))
                .isTrue();
        assertThat(store().endpoints().disable(KEY, "endpoint_failing", stored().version()))
                .isFalse();

        assertThat(stored().enabled()).isFalse();
        assertThat(stored().disabledReason()).isEqualTo("endpoint_gone");
        assertThat(store().events().events(TENANT, null, 10).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.kind()).isEqualTo("endpoint.disabled");
                    assertThat(event.subject()).isEqualTo("user:1/webhook");
                    assertThat(event.message()).contains("endpoint_gone");
                    assertThat(event.at()).isEqualTo(now());
                });
        assertThat(store().events().events("other", null, 10).items()).isEmpty();
    }

    @Test
    void an_attempt_does_not_disable_an_endpoint_that_was_changed_since() {
        Endpoint seen = store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        store().endpoints().replace(seen.withAddress("https://example.com/moved"), seen.version());

        assertThat(store().endpoints().disable(KEY, "endpoint_gone", seen.version()))
                .isFalse();

        assertThat(stored().enabled()).isTrue();
        assertThat(store().events().events(TENANT, null, 10).items()).isEmpty();
    }

    @Test
    void only_consecutive_failures_disable_an_endpoint() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        ConsecutiveFailures over = Objects.requireNonNull(store().endpoints().recordFailure(KEY));
        store().endpoints().recordSuccess(KEY);
        assertThat(store().endpoints().disable(KEY, "endpoint_failing", over)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        ConsecutiveFailures lasting = Objects.requireNonNull(store().endpoints().recordFailure(KEY));
        assertThat(store().endpoints().disable(KEY, "endpoint_failing", over)).isFalse();
        assertThat(stored().enabled()).isTrue();
        store().endpoints().recordFailure(KEY);

        assertThat(store().endpoints().disable(KEY, "endpoint_failing", lasting))
                .isTrue();
        assertThat(store().endpoints().disable(KEY, "endpoint_failing", lasting))
                .isFalse();
        assertThat(stored().disabledReason()).isEqualTo("endpoint_failing");
    }

    @Test
    void an_earlier_test_result_does_not_replace_a_later_one() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        EndpointTest earlier = new EndpointTest("retry", "http_503: no", now());
        EndpointTest later = new EndpointTest("sent", null, clock.advance(Duration.ofSeconds(1)));

        store().endpoints().recordTest(KEY, later);
        store().endpoints().recordTest(KEY, earlier);

        assertThat(stored().lastTest()).isEqualTo(later);
    }

    @Test
    void enabling_resets_the_failures() {
        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));
        store().endpoints().recordFailure(KEY);
        store().endpoints().disable(KEY, "endpoint_failing", stored().version());
        assertThat(stored().failures()).isNotNull();

        store().endpoints().put(endpoint(KEY, true, new EndpointAuth.None()));

        assertThat(stored().failures()).isNull();
        assertThat(stored().disabledReason()).isNull();
    }

    @Test
    void operational_events_come_in_pages_newest_first() {
        for (int i = 0; i < 3; i++) {
            EndpointKey key = new EndpointKey(TENANT, "user:" + i, "webhook");
            Endpoint put = store().endpoints().put(endpoint(key, true, new EndpointAuth.None()));
            store().endpoints().disable(key, "endpoint_gone", put.version());
            clock.advance(Duration.ofSeconds(1));
        }

        Page<OperationalEvent> first = store().events().events(TENANT, null, 2);
        Page<OperationalEvent> second = store().events().events(TENANT, first.next(), 2);

        assertThat(first.items())
                .extracting(OperationalEvent::subject)
                .containsExactly("user:2/webhook", "user:1/webhook");
        assertThat(second.items()).extracting(OperationalEvent::subject).containsExactly("user:0/webhook");
        assertThat(second.next()).isNull();
    }

    private Endpoint stored() {
        return store().endpoints().find(KEY).orElseThrow();
    }

    private Endpoint endpoint(EndpointKey key, boolean enabled, EndpointAuth auth) {
        return new Endpoint(
                EndpointIds.of(key),
                key,
                "https://example.com/hook",
                enabled,
                null,
                null,
                List.of(SigningSecrets.of("whsec_1")),
                auth,
                Map.of(),
                null,
                null,
                now(),
                now());
    }
}

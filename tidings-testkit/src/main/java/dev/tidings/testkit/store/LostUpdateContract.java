package dev.tidings.testkit.store;

import static dev.tidings.core.endpoint.EndpointCircuit.Reason.CIRCUIT;
import static dev.tidings.core.endpoint.EndpointCircuit.Reason.RETRY_AFTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.access.TokenKey;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.ConsecutiveFailures;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.endpoint.SigningSecret;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.node.Node;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.node.NodeState;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.id.SigningSecrets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Concurrent writers that read the same state, on one node or several, never undo each other's changes. */
public abstract class LostUpdateContract extends StoreContract {
    private static final EndpointKey KEY = new EndpointKey(TENANT, "user:1", CHANNEL);
    private static final TargetKey TARGET = new TargetKey(TENANT, CHANNEL, "user:1");
    private static final Duration OPEN = Duration.ofSeconds(10);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int WRITERS = 8;
    private static final int ROUNDS = 20;

    protected LostUpdateContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void concurrent_rotations_lose_no_secret() throws Exception {
        store().endpoints().put(endpoint());

        Race.of(writers(number -> {
            Secret mine = new Secret("whsec_of_" + number);
            Endpoint present;
            Endpoint wanted;
            do {
                present = stored();
                List<SigningSecret> secrets = new ArrayList<>(present.secrets());
                secrets.addFirst(SigningSecrets.of(mine.reveal()));
                wanted = present.withSecrets(secrets);
            } while (store().endpoints().replace(wanted, present.version()).isEmpty());
            return number;
        }));

        assertThat(stored().secrets()).doesNotHaveDuplicates().hasSize(WRITERS + 1);
    }

    @Test
    void a_pause_during_a_change_is_not_lost() throws Exception {
        store().endpoints().put(endpoint());
        Instant until = now().plusSeconds(60);

        Race.of(writers(number -> {
            if (number == 0) {
                return store().endpoints().pause(KEY, until);
            }
            Endpoint present;
            do {
                present = stored();
            } while (store().endpoints()
                    .replace(present.withAddress("https://example.com/" + number), present.version())
                    .isEmpty());
            return true;
        }));

        assertThat(stored().pausedUntil()).isEqualTo(until);
    }

    @Test
    void of_an_owner_and_attempts_with_the_same_version_one_succeeds() throws Exception {
        Endpoint seen = store().endpoints().put(endpoint());

        List<Boolean> changed = Race.of(writers(number -> number % 2 == 0
                ? store().endpoints().disable(KEY, "endpoint_gone", seen.version())
                : store().endpoints()
                        .replace(seen.withAddress("https://example.com/" + number), seen.version())
                        .isPresent()));

        assertThat(changed).containsOnlyOnce(true);
        assertThat(stored().enabled()).isEqualTo(!stored().address().equals(seen.address()));
    }

    @Test
    void concurrent_failures_all_count_and_do_not_disable_a_reset_endpoint() throws Exception {
        store().endpoints().put(endpoint());
        Race.of(WRITERS, () -> store().endpoints().recordFailure(KEY));
        ConsecutiveFailures failures = Objects.requireNonNull(stored().failures());
        assertThat(failures.attempts()).isEqualTo(WRITERS);

        Race.of(writers(number -> {
            if (number == 0) {
                store().endpoints().recordSuccess(KEY);
                return false;
            }
            return stored().failures() == null && store().endpoints().disable(KEY, "endpoint_failing", failures);
        }));

        assertThat(store().endpoints().disable(KEY, "endpoint_failing", failures))
                .isFalse();
        assertThat(stored().enabled()).isTrue();
    }

    @Test
    void a_requested_pause_survives_a_concurrent_recovery() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EndpointCircuit probed = store().health().block(TARGET, CIRCUIT, 1, OPEN);
            Instant until = now().plus(Duration.ofMinutes(1));

            Race.of(writers(number -> {
                if (number % 2 == 0) {
                    return store().health().recovered(probed) != null;
                }
                var _ = store().health().block(TARGET, RETRY_AFTER, 0, Duration.ofMinutes(1));
                return true;
            }));

            assertThat(store().health().circuitsOf(List.of(TARGET)))
                    .singleElement()
                    .extracting(EndpointCircuit::notBefore)
                    .isEqualTo(until);
            clock.advance(Duration.ofMinutes(2));
            store().health().unblock(TARGET);
        }
    }

    @Test
    void an_owners_fix_survives_a_concurrent_failed_probe() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            EndpointCircuit probed = store().health().block(TARGET, CIRCUIT, 1, OPEN);

            Race.of(writers(number -> number % 2 == 0
                    ? store().health().unblock(TARGET) != null
                    : store().health().reopen(probed, CIRCUIT, 2, Duration.ofMinutes(1)) != null));

            assertThat(store().health().circuitsOf(List.of(TARGET))).isEmpty();
        }
    }

    @Test
    void a_shutdown_is_not_undone_by_concurrent_heartbeats() throws Exception {
        store().nodes().beat(beat(false));

        Race.of(writers(number -> {
            if (number == 0) {
                store().nodes().leave("i-1");
            } else {
                store().nodes().beat(beat(number % 2 == 0));
            }
            return number;
        }));

        Node node = store().nodes().nodes().getFirst();
        assertThat(node.stateAt(now())).isEqualTo(NodeState.GONE);
        assertThat(node.beat().draining()).isTrue();
    }

    @Test
    void nodes_that_start_concurrently_create_one_token_key() throws Exception {
        List<List<TokenKey>> inForce =
                Race.of(writers(number -> store().tokenKeys().requireTokenKey(tokenKey("tky_" + number))));

        assertThat(inForce).allSatisfy(keys -> assertThat(keys).hasSize(1)).containsOnly(inForce.getFirst());
        assertThat(store().tokenKeys().tokenKeys()).isEqualTo(inForce.getFirst());
    }

    @Test
    void concurrent_token_key_rotations_each_expire_the_previous_key() throws Exception {
        store().tokenKeys().requireTokenKey(tokenKey("tky_first"));
        Instant end = now().plusSeconds(60);

        Race.of(Stream.<Callable<Integer>>of(rotation("tky_1", end), rotation("tky_2", end), rotation("tky_3", end))
                .toList());

        assertThat(store().tokenKeys().tokenKeys())
                .hasSize(4)
                .filteredOn(key -> key.endsAt() == null)
                .hasSize(1);
    }

    @Test
    void of_concurrent_readers_one_advances_the_offset() throws Exception {
        assertThat(Race.of(writers(number -> store().offsets().saveOffset("jobs", null, "1-" + number))))
                .containsOnlyOnce(true);
        String from = store().offsets().offset("jobs").orElseThrow();

        assertThat(Race.of(writers(number -> store().offsets().saveOffset("jobs", from, "2-" + number))))
                .containsOnlyOnce(true);
        assertThat(store().offsets().offset("jobs").orElseThrow()).startsWith("2-");
    }

    @Test
    void what_is_replayed_while_old_deliveries_are_forgotten_is_there_and_the_rest_is_gone() throws Exception {
        List<DeliveryId> old =
                IntStream.range(0, 60).mapToObj(i -> acceptOne("user:" + i)).toList();
        claim(old.size()).forEach(this::sent);
        clock.advance(KEPT.plusDays(1));
        Instant before = now().minus(KEPT);

        List<List<DeliveryId>> results = Race.of(writers(number -> {
            List<DeliveryId> replayed = new ArrayList<>();
            for (int i = number; i < old.size(); i += WRITERS) {
                if (number < 2) {
                    store().retention().removeFinished(before, 20);
                } else {
                    replayed.addAll(store().changes().replay(TENANT, List.of(old.get(i)), Duration.ZERO));
                }
            }
            return replayed;
        }));

        List<DeliveryId> replayed = results.stream().flatMap(Collection::stream).toList();
        assertThat(replayed)
                .allSatisfy(id -> assertThat(store().queries().delivery(TENANT, id))
                        .map(Delivery::status)
                        .contains(DeliveryStatus.PENDING));
        while (store().retention().removeFinished(before, old.size()) > 0) {
            assertThat(store().queries().count(DeliveryFilter.of(TENANT), old.size()))
                    .isGreaterThanOrEqualTo(replayed.size());
        }
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), old.size()))
                .isEqualTo(replayed.size());
    }

    @FunctionalInterface
    private interface Writer<T> {
        T write(int number) throws Exception;
    }

    private static <T> List<Callable<T>> writers(Writer<T> each) {
        return IntStream.range(0, WRITERS)
                .<Callable<T>>mapToObj(number -> () -> each.write(number))
                .toList();
    }

    private Callable<Integer> rotation(String id, Instant othersUntil) {
        return () -> {
            store().tokenKeys().rotateTokenKeys(tokenKey(id), othersUntil);
            return 1;
        };
    }

    private TokenKey tokenKey(String id) {
        return new TokenKey(id, new Secret("ab".repeat(32)), now(), null);
    }

    private static NodeBeat beat(boolean draining) {
        return new NodeBeat("i-1", "a", "1.0", "http://127.0.0.1:8080", draining, NodeRoles.ALL, List.of());
    }

    private Endpoint stored() {
        return store().endpoints().find(KEY).orElseThrow();
    }

    private Endpoint endpoint() {
        return new Endpoint(
                EndpointIds.of(KEY),
                KEY,
                "https://example.com/hook",
                true,
                null,
                null,
                List.of(SigningSecrets.of("whsec_1")),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                now(),
                now());
    }
}

package dev.tidings.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.KeyLimits;
import dev.tidings.core.access.Scope;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with an expiry or allowed networks, their recorded use, and addresses that try many keys. */
class KeyLimitsTest {
    private final SettableClock clock = SettableClock.atStart();
    private final SqliteStore store =
            SqliteStore.openInMemory("key-limits", clock, new ReversingCipher(), new CountingIds());
    private final ApiKeys keys = new ApiKeys(store.keys(), new CountingIds(), new SecureRandom(), clock);
    private final KeyRing ring = new KeyRing(store.keys(), Runnable::run, Runnable::run, clock, clock.ticker());

    @AfterEach
    void close() {
        store.close();
    }

    private String key(KeyLimits limits) {
        return keys.create("test", "default", Set.of(Scope.PRODUCE), limits)
                .text()
                .reveal();
    }

    private Optional<ApiKey> find(String text, String from) throws UnknownHostException {
        return ring.find(text, InetAddress.getByName(from)).join();
    }

    private static KeyLimits from(String... networks) {
        return new KeyLimits(null, List.of(networks), List.of(), List.of());
    }

    @Test
    void an_expired_key_is_refused_even_when_it_is_cached() throws Exception {
        String text = key(new KeyLimits(clock.instant().plusSeconds(60), List.of(), List.of(), List.of()));
        clock.advance(Duration.ofMillis(59_900));
        assertThat(find(text, "192.0.2.7")).isPresent();
        Credential credential = KeyRing.credential(text);
        assertThat(ring.holds(credential).join()).isTrue();

        clock.advance(Duration.ofMillis(100));

        assertThat(find(text, "192.0.2.7")).isEmpty();
        assertThat(ring.holds(credential).join()).as("streams that it opened").isFalse();
        assertThat(ring.anyInForce().join()).as("the server stays locked").isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "10.0.0.0/8, ::ffff:10.0.0.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 192.0.2.7, false"
    })
    void a_key_is_valid_only_from_its_networks(String network, String client, boolean holds) throws Exception {
        assertThat(find(key(from(network)), client).isPresent()).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/33",
                "10.0",
                "example.com",
                "*",
                "10.0.0.0/8,",
                "",
                "0x0a.0.0.1",
                "10.0.0.0/255.0.0.0",
                "10.0.0.1/8",
                "fe80::1%eth0"
            })
    void an_invalid_network_is_refused_when_the_key_is_created(String network) {
        assertThatThrownBy(() -> key(from(network)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("from");
    }

    @Test
    void limits_on_types_and_recipients_require_only_the_scope_produce() {
        KeyLimits bounded = new KeyLimits(null, List.of(), List.of("build.*"), List.of());

        assertThatThrownBy(() -> keys.create("test", "default", Set.of(Scope.PRODUCE, Scope.OPERATE), bounded))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("only the scope produce");
        assertThatThrownBy(() -> keys.create("test", "default", Set.of(Scope.ADMIN), bounded))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void a_key_with_a_past_expiry_is_not_created() {
        assertThatThrownBy(() -> key(new KeyLimits(clock.instant(), List.of(), List.of(), List.of())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("expires");
    }

    @Test
    void the_last_use_is_recorded_once_per_minute() throws Exception {
        String text = key(KeyLimits.NONE);
        Instant first = clock.advance(Duration.ofSeconds(1));
        assertThat(find(text, "192.0.2.7")).isPresent();
        assertThat(lastUse()).isEqualTo(first);

        clock.advance(Duration.ofSeconds(59));
        assertThat(find(text, "192.0.2.7")).isPresent();
        assertThat(lastUse()).as("not written for each request").isEqualTo(first);

        Instant later = clock.advance(Duration.ofSeconds(1));
        assertThat(find(text, "192.0.2.7")).isPresent();
        assertThat(lastUse()).isEqualTo(later);
    }

    private @Nullable Instant lastUse() {
        return store.keys().keys(null, null, 1).items().getFirst().lastUsedAt();
    }

    private void tryWrongKeys(String from) throws UnknownHostException {
        for (int i = 0; i < WrongKeys.BURST; i++) {
            assertThat(find("tdk_" + "%043d".formatted(i), from)).isEmpty();
        }
    }

    @Test
    void an_address_with_many_wrong_keys_is_rate_limited() throws Exception {
        tryWrongKeys("192.0.2.7");

        assertThatThrownBy(() -> find("tdk_" + "%043d".formatted(99), "192.0.2.7"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> {
                    assertThat(refused.problem().code()).isEqualTo(ProblemCode.RESOURCE_EXHAUSTED);
                    assertThat(refused.problem().retryAfter())
                            .isPositive()
                            .isLessThanOrEqualTo(WrongKeys.FORGIVE_INTERVAL);
                });
        assertThat(find("tdk_" + "%043d".formatted(99), "192.0.2.8"))
                .as("another address")
                .isEmpty();
        clock.advance(WrongKeys.FORGIVE_INTERVAL);
        assertThat(find("tdk_" + "%043d".formatted(99), "192.0.2.7"))
                .as("one is forgiven")
                .isEmpty();
        assertThatThrownBy(() -> find("tdk_" + "%043d".formatted(100), "192.0.2.7"))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void a_valid_key_is_not_affected_by_wrong_keys_from_its_address() throws Exception {
        String text = key(KeyLimits.NONE);
        assertThat(find(text, "192.0.2.7")).isPresent();

        tryWrongKeys("192.0.2.7");

        assertThat(find(text, "192.0.2.7")).isPresent();
    }

    @Test
    void an_ipv6_network_counts_as_one_address_and_this_machine_is_exempt() throws Exception {
        tryWrongKeys("2001:db8::1");
        assertThatThrownBy(() -> find("wrong", "2001:db8::ffff")).isInstanceOf(ProblemException.class);
        assertThat(find("wrong", "2001:db8:0:1::1")).isEmpty();

        tryWrongKeys("127.0.0.1");
        assertThat(find("wrong", "127.0.0.1")).as("clients of a proxy").isEmpty();
    }
}

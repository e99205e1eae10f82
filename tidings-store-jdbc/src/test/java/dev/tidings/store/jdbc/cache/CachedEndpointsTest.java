package dev.tidings.store.jdbc.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointTest;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.id.EndpointIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedEndpointsTest {
    private static final EndpointKey KEY = new EndpointKey("default", "user:1", "webhook");

    private final SettableClock clock = SettableClock.atStart();
    private final SqliteStore store =
            SqliteStore.openInMemory("cached-endpoints", clock, new ReversingCipher(), new CountingIds());
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicReference<Runnable> afterQuery = new AtomicReference<>(() -> {});
    private final Executor reads = query -> {
        queries.incrementAndGet();
        query.run();
        afterQuery.getAndSet(() -> {}).run();
    };
    private final CachedEndpoints cached = new CachedEndpoints(store.endpoints(), clock.ticker(), reads);
    private final EndpointStore writes = cached.store();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void cached_endpoints_are_not_queried_again() {
        Endpoint endpoint = writes.put(endpoint(KEY));

        assertThat(find(KEY)).isEqualTo(endpoint);
        assertThat(find(KEY)).isEqualTo(endpoint);
        assertThat(find(new EndpointKey("default", "user:1", "email"))).isNull();
        assertThat(cached.ofRecipients("default", List.of("user:1"))).isEqualTo(Map.of("user:1", List.of(endpoint)));
        assertThat(queries).hasValue(1);
    }

    @Test
    void the_absence_of_an_endpoint_is_cached_too() {
        assertThat(find(KEY)).isNull();
        assertThat(find(KEY)).isNull();
        assertThat(queries).hasValue(1);
    }

    @Test
    void all_missing_endpoints_are_queried_at_once() {
        Endpoint endpoint = writes.put(endpoint(KEY));
        find(new EndpointKey("default", "user:2", "webhook"));

        Map<String, List<Endpoint>> found =
                cached.ofRecipients("default", List.of("user:1", "user:2", "user:3", "user:1"));

        assertThat(found).isEqualTo(Map.of("user:1", List.of(endpoint), "user:2", List.of(), "user:3", List.of()));
        assertThat(queries).hasValue(2);
    }

    @Test
    void every_write_is_visible_immediately() {
        writes.put(endpoint(KEY));
        find(KEY);
        List<Runnable> changes = List.of(
                () -> writes.pause(KEY, clock.instant().plusSeconds(60)),
                () -> writes.recordFailure(KEY),
                () -> writes.recordSuccess(KEY),
                () -> writes.recordTest(KEY, new EndpointTest("sent", null, clock.instant())),
                () -> writes.disable(
                        KEY,
                        "endpoint_gone",
                        store.endpoints().find(KEY).orElseThrow().version()),
                () -> writes.put(endpoint(KEY)));
        for (Runnable change : changes) {
            change.run();
            assertThat(find(KEY)).isEqualTo(store.endpoints().find(KEY).orElseThrow());
        }
        writes.delete(KEY);
        assertThat(find(KEY)).isNull();
    }

    @Test
    void writes_of_other_processes_are_visible_within_a_second() {
        assertThat(find(KEY)).isNull();
        Endpoint endpoint = store.endpoints().put(endpoint(KEY));
        assertThat(find(KEY)).isNull();

        clock.advance(Duration.ofSeconds(1));

        assertThat(find(KEY)).isEqualTo(endpoint);
    }

    @Test
    void a_read_from_before_a_write_is_not_cached_after_it() {
        afterQuery.set(() -> writes.put(endpoint(KEY)));
        assertThat(find(KEY)).as("the query ran before the write").isNull();

        assertThat(find(KEY)).isNotNull();
    }

    @Test
    void tenants_have_separate_entries() {
        writes.put(endpoint(KEY));

        assertThat(find(KEY)).isNotNull();
        assertThat(find(new EndpointKey("other", "user:1", "webhook"))).isNull();
    }

    @Test
    void an_unavailable_store_is_reported_through_the_cache() {
        store.close();

        assertThatThrownBy(() -> find(KEY)).isInstanceOf(StoreUnavailable.class).hasMessageContaining("closed");
    }

    private @Nullable Endpoint find(EndpointKey key) {
        return cached.find(key.tenant(), key.recipient(), EndpointIds.of(key));
    }

    private Endpoint endpoint(EndpointKey key) {
        return new Endpoint(
                EndpointIds.of(key),
                key,
                "https://example.com",
                true,
                null,
                null,
                List.of(),
                new EndpointAuth.None(),
                Map.of(),
                null,
                null,
                clock.instant(),
                clock.instant());
    }
}

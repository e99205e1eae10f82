package dev.tidings.audience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.audience.jdbc.JdbcRecipients;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedRecipientsTest {
    private static final String TENANT = "default";
    private static final RecipientTraits GERMAN = new RecipientTraits("de", null, "{}");
    private static final RecipientTraits FRENCH = new RecipientTraits("fr", null, "{}");

    private final SettableClock clock = SettableClock.atStart();
    private final SqliteStore database =
            SqliteStore.openInMemory("cached-recipients", clock, new ReversingCipher(), new CountingIds());
    private final RecipientStore store = new JdbcRecipients(database);
    private final AtomicInteger queries = new AtomicInteger();
    private final AtomicReference<Runnable> afterQuery = new AtomicReference<>(() -> {});
    private final Executor reads = query -> {
        queries.incrementAndGet();
        query.run();
        afterQuery.getAndSet(() -> {}).run();
    };
    private final CachedRecipients cached = new CachedRecipients(store, clock.ticker(), reads);
    private final RecipientStore writes = cached.store();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void while_nobody_has_a_profile_one_query_answers_for_all() {
        for (int i = 0; i < 100; i++) {
            assertThat(cached.traits(TENANT, "user:" + i)).isEqualTo(RecipientTraits.NONE);
        }

        assertThat(queries).hasValue(1);
    }

    @Test
    void traits_and_their_absence_are_cached_for_a_second() {
        create("user:1", GERMAN);

        for (int i = 0; i < 10; i++) {
            assertThat(cached.traits(TENANT, "user:1")).isEqualTo(GERMAN);
            assertThat(cached.traits(TENANT, "user:2")).isEqualTo(RecipientTraits.NONE);
        }
        assertThat(queries).hasValue(3);

        assertThat(store.create(TENANT, "user:2", FRENCH)).isPresent();
        clock.advance(Duration.ofSeconds(1));
        assertThat(cached.traits(TENANT, "user:2")).isEqualTo(FRENCH);
    }

    @Test
    void writes_are_visible_immediately() {
        assertThat(cached.traits(TENANT, "user:1")).isEqualTo(RecipientTraits.NONE);

        long version = create("user:1", GERMAN);
        assertThat(cached.traits(TENANT, "user:1")).isEqualTo(GERMAN);

        assertThat(writes.replace(TENANT, "user:1", FRENCH, version)).isPresent();
        assertThat(cached.traits(TENANT, "user:1")).isEqualTo(FRENCH);
    }

    @Test
    void a_read_from_before_a_write_is_not_cached_after_it() {
        long version = create("user:1", GERMAN);
        assertThat(cached.traits(TENANT, "somebody")).isEqualTo(RecipientTraits.NONE);
        afterQuery.set(() ->
                assertThat(writes.replace(TENANT, "user:1", FRENCH, version)).isPresent());

        assertThat(cached.traits(TENANT, "user:1")).isEqualTo(GERMAN);
        assertThat(cached.traits(TENANT, "user:1")).isEqualTo(FRENCH);
    }

    @Test
    void an_outage_is_not_cached() {
        database.addGuard(new StoreGuard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> call) {
                throw new StoreUnavailable("the disk is full", "full");
            }
        });

        assertThatThrownBy(() -> cached.traits(TENANT, "user:1")).isInstanceOf(StoreUnavailable.class);
        assertThatThrownBy(() -> cached.traits(TENANT, "user:1")).isInstanceOf(StoreUnavailable.class);
        assertThat(queries).hasValue(2);
    }

    private long create(String recipient, RecipientTraits traits) {
        return writes.create(TENANT, recipient, traits).orElseThrow().version();
    }
}

package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.StoreGuard;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A small batch is committed before its repeated intents are recalled. */
@NeedsServers
class AcceptStatementTest {
    private static final Duration LATER = Duration.ofDays(1);

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);
    private final PostgresStore store = PostgresStore.reopenOn(
            clock, PostgresDatabases.pool(PostgresDatabases.migrated()), new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_key_that_retention_frees_before_it_is_recalled_is_taken() {
        accept(List.of(intents.to("user:1")));
        clock.advance(LATER);
        beforeTheSecondCall(() -> assertThat(store.retention().removeIdempotency(clock.instant(), 10))
                .isEqualTo(1));

        assertThat(accept(List.of(intents.to("user:1"), intents.to("user:2"))))
                .hasSize(2)
                .hasOnlyElementsOfType(AcceptResult.Accepted.class);
    }

    @Test
    void new_intents_of_a_batch_that_failed_after_the_statement_get_their_receipts_when_they_are_repeated() {
        accept(List.of(intents.to("user:1")));
        List<Acceptance> batch = List.of(intents.to("user:1"), intents.to("user:2"));
        beforeTheSecondCall(() -> {
            throw new StoreUnavailable("the server is restarted", "it is restarted");
        });

        assertThatThrownBy(() -> accept(batch)).isInstanceOf(StoreUnavailable.class);

        assertThat(accept(batch)).hasSize(2).hasOnlyElementsOfType(AcceptResult.Replayed.class);
    }

    private void beforeTheSecondCall(Runnable work) {
        AtomicInteger calls = new AtomicInteger();
        store.database().addGuard(new StoreGuard() {
            @Override
            public <T extends @Nullable Object> T call(Supplier<T> call) {
                if (calls.incrementAndGet() == 2) {
                    work.run();
                }
                return call.get();
            }
        });
    }

    private List<AcceptResult> accept(List<Acceptance> batch) {
        return store.accepts().accept(batch, SmallIntents.GRANT);
    }
}

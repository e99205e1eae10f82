package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.CancelableQueries;
import dev.tidings.core.store.Store;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.testkit.time.SettableClock;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** List queries delay no other calls, and end when canceled. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class ListQueryContract {
    private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

    private final SmallIntents intents = new SmallIntents(SettableClock.atStart());

    protected abstract Store store();

    protected abstract Database database();

    /** The number of concurrent list queries of the store. */
    protected abstract int readers();

    /** A query that runs until it is canceled. */
    protected abstract String endless();

    @Test
    void endless_list_queries_do_not_delay_accepting_and_its_lookups() throws Exception {
        List<CancelableQueries> listQueries = new ArrayList<>();
        List<CompletableFuture<?>> running = new ArrayList<>();
        CountDownLatch reading = new CountDownLatch(readers());
        for (int i = 0; i < readers(); i++) {
            CancelableQueries queries = new CancelableQueries();
            listQueries.add(queries);
            running.add(ask(queries, reading));
        }
        reading.await();

        for (int i = 0; i < 20; i++) {
            assertThat(store().keys().byHash(new byte[] {1})).isEmpty();
            assertThat(store().endpoints().find(new EndpointKey(SmallIntents.TENANT, "user:1", "webhook")))
                    .isEmpty();
            assertThat(store().accepts().accept(List.of(intents.to("user:" + i)), SmallIntents.GRANT))
                    .singleElement()
                    .isInstanceOf(AcceptResult.Accepted.class);
        }
        store().checkWritable();
        assertThat(running).noneMatch(CompletableFuture::isDone);

        listQueries.forEach(queries -> queries.cancel("that is enough"));
        for (CompletableFuture<?> one : running) {
            assertThatThrownBy(one::join).hasCauseInstanceOf(StoreBusy.class).hasMessageContaining("that is enough");
        }
    }

    @Test
    void canceled_list_queries_release_their_connections() throws Exception {
        for (int i = 0; i < 2 * readers(); i++) {
            CancelableQueries queries = new CancelableQueries();
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<?> running = ask(queries, reading);
            reading.await();
            queries.abandon();
            assertThatThrownBy(running::join).hasCauseInstanceOf(StoreBusy.class);

            assertThat(new CancelableQueries().run(() -> store().queries().backlog(1)))
                    .isEmpty();
        }
    }

    @Test
    void canceled_list_queries_run_no_further_queries() {
        CancelableQueries queries = new CancelableQueries();
        queries.cancel("that is enough");

        assertThatThrownBy(() -> queries.run(() -> store().queries().backlog(1)))
                .isInstanceOf(StoreBusy.class)
                .hasMessageContaining("that is enough");
    }

    private CompletableFuture<?> ask(CancelableQueries queries, CountDownLatch reading) {
        return CompletableFuture.supplyAsync(
                () -> queries.run(() -> database().read("ask", tx -> {
                    reading.countDown();
                    return wait(tx);
                })),
                THREADS);
    }

    private Object wait(Transaction tx) throws SQLException {
        return tx.prepared(Sql.of(endless())).list(row -> row.getString(1));
    }
}

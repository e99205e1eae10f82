package dev.tidings.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Inquiry;
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
public abstract class InquiryContract {
    private static final Executor THREADS = task -> Thread.ofPlatform().start(task);

    private final SmallIntents intents = new SmallIntents(SettableClock.atStart());

    protected abstract Store store();

    protected abstract Database database();

    /** The number of concurrent inquiries of the store. */
    protected abstract int readers();

    /** A query that runs until it is canceled. */
    protected abstract String endless();

    @Test
    void endless_inquiries_do_not_delay_accepting_and_its_lookups() throws Exception {
        List<Inquiry> inquiries = new ArrayList<>();
        List<CompletableFuture<?>> running = new ArrayList<>();
        CountDownLatch reading = new CountDownLatch(readers());
        for (int i = 0; i < readers(); i++) {
            Inquiry inquiry = new Inquiry();
            inquiries.add(inquiry);
            running.add(ask(inquiry, reading));
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

        inquiries.forEach(inquiry -> inquiry.cancel("that is enough"));
        for (CompletableFuture<?> one : running) {
            assertThatThrownBy(one::join).hasCauseInstanceOf(StoreBusy.class).hasMessageContaining("that is enough");
        }
    }

    @Test
    void canceled_inquiries_release_their_connections() throws Exception {
        for (int i = 0; i < 2 * readers(); i++) {
            Inquiry inquiry = new Inquiry();
            CountDownLatch reading = new CountDownLatch(1);
            CompletableFuture<?> running = ask(inquiry, reading);
            reading.await();
            inquiry.abandon();
            assertThatThrownBy(running::join).hasCauseInstanceOf(StoreBusy.class);

            assertThat(new Inquiry().run(store().queries()::backlog)).isEmpty();
        }
    }

    @Test
    void a_canceled_inquiry_runs_no_further_queries() {
        Inquiry inquiry = new Inquiry();
        inquiry.cancel("that is enough");

        assertThatThrownBy(() -> inquiry.run(store().queries()::backlog))
                .isInstanceOf(StoreBusy.class)
                .hasMessageContaining("that is enough");
    }

    private CompletableFuture<?> ask(Inquiry inquiry, CountDownLatch reading) {
        return CompletableFuture.supplyAsync(
                () -> inquiry.run(() -> database().read("ask", tx -> {
                    reading.countDown();
                    return wait(tx);
                })),
                THREADS);
    }

    private Object wait(Transaction tx) throws SQLException {
        return tx.prepared(Sql.of(endless())).list(row -> row.getString(1));
    }
}

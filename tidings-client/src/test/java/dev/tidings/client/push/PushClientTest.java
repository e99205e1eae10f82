package dev.tidings.client.push;

import static dev.tidings.client.push.ScriptedPush.event;
import static dev.tidings.client.push.ScriptedPush.notice;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.Notice;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushClientTest {
    private static final Backoff QUICK = new Backoff(Duration.ofMillis(1), Duration.ofMillis(8), 0);
    private static final PushOptions OPTIONS = PushOptions.named("gw").backoff(QUICK);

    private ScriptedPush server;
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<PushNotice> notices = new CopyOnWriteArrayList<>();
    private final List<Status.Code> lost = new CopyOnWriteArrayList<>();
    private final List<Long> delays = new CopyOnWriteArrayList<>();

    private final PushListener listener = new PushListener() {
        @Override
        public void lost(Status status, Duration delay) {
            lost.add(status.getCode());
            delays.add(delay.toMillis());
        }
    };

    private final PushHandler recording = new PushHandler() {
        @Override
        public void handle(PushedEvent event) throws Exception {
            handled.add(event.id());
        }

        @Override
        public void notice(PushNotice notice) {
            notices.add(notice);
        }
    };

    @BeforeEach
    void serve() throws Exception {
        server = new ScriptedPush();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private PushClient client(PushHandler handler) {
        return new PushClient(Connection.plaintext(server.target()), OPTIONS, handler, listener);
    }

    private List<String> cursors() {
        return server.requests.stream().map(GatewaySubscribeRequest::getCursor).toList();
    }

    @Test
    void a_new_subscription_starts_after_the_last_handled_event() {
        server.then(Status.OK, event(1))
                .then(Status.UNAVAILABLE, event(2), event(3))
                .then(Status.ABORTED)
                .then(Status.INVALID_ARGUMENT)
                .then(Status.UNAUTHENTICATED)
                .thenStay(event(4));

        try (PushClient client = client(recording).start()) {
            await().untilAsserted(() -> assertThat(handled).containsExactly("dlv_1", "dlv_2", "dlv_3", "dlv_4"));

            assertThat(cursors()).containsExactly("", "c1", "c3", "c3", "c3", "c3");
            assertThat(lost)
                    .containsExactly(
                            Status.Code.OK,
                            Status.Code.UNAVAILABLE,
                            Status.Code.ABORTED,
                            Status.Code.INVALID_ARGUMENT,
                            Status.Code.UNAUTHENTICATED);
            await().untilAsserted(() -> assertThat(client.cursor()).contains("c4"));
        }
    }

    @Test
    void the_cursor_of_a_notice_is_kept_for_the_next_subscription() {
        server.then(Status.UNAVAILABLE, notice(Notice.Kind.FRESH, "p0"))
                .then(Status.UNAVAILABLE, notice(Notice.Kind.RECOVERED, "p0"))
                .then(Status.UNAVAILABLE, notice(Notice.Kind.RESET, "q7"))
                .thenStay(notice(Notice.Kind.RECOVERED, "q7"), event(1));

        try (PushClient client = client(recording).start()) {
            await().until(() -> !handled.isEmpty());

            assertThat(client.cursor()).isPresent();
            assertThat(cursors()).containsExactly("", "p0", "p0", "q7");
            assertThat(notices)
                    .extracting(PushNotice::kind)
                    .containsExactly(
                            PushNotice.Kind.FRESH,
                            PushNotice.Kind.RECOVERED,
                            PushNotice.Kind.RESET,
                            PushNotice.Kind.RECOVERED);
        }
    }

    @Test
    void an_event_whose_handler_threw_is_delivered_again() {
        AtomicInteger calls = new AtomicInteger();
        server.thenStay(event(1), event(2), event(3)).thenStay(event(2), event(3));

        try (PushClient client = client(event -> {
                    if (calls.incrementAndGet() == 2) {
                        throw new IllegalStateException("the database is unavailable");
                    }
                    handled.add(event.id());
                })
                .start()) {
            await().untilAsserted(() -> assertThat(handled).containsExactly("dlv_1", "dlv_2", "dlv_3"));

            assertThat(cursors()).containsExactly("", "c1");
            assertThat(client.cursor()).isPresent();
        }
    }

    @Test
    void the_backoff_grows_to_its_cap_and_resets_when_events_arrive() {
        for (int i = 0; i < 6; i++) {
            server.then(Status.UNAVAILABLE, notice(Notice.Kind.FRESH, "p0"));
        }
        server.then(Status.UNAVAILABLE, event(1)).then(Status.UNAVAILABLE).thenStay(event(2));

        // The clock does not advance, so no subscription counts as long-lived.
        try (PushClient client =
                new PushClient(Connection.plaintext(server.target()), OPTIONS, recording, listener, () -> 0).start()) {
            await().untilAsserted(() -> assertThat(handled).containsExactly("dlv_1", "dlv_2"));

            assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 8L, 8L, 1L, 2L);
            assertThat(client.cursor()).isPresent();
        }
    }

    @Test
    void clients_of_a_stopping_server_spread_over_the_interval_that_it_asks_for() {
        List<PushClient> clients = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            server.thenDrain(60_000);
        }
        for (int i = 0; i < 40; i++) {
            clients.add(client(recording).start());
        }

        await().until(() -> delays.size() == 40);
        clients.forEach(PushClient::close);

        assertThat(delays).allMatch(delay -> delay < 60_000);
        // Of 40 random delays, fewer than six are in one half in one of a million runs.
        assertThat(delays).filteredOn(delay -> delay < 30_000).hasSizeBetween(6, 34);
    }

    @Test
    void the_interval_counts_until_the_server_is_back_but_not_for_a_failure_of_this_client_alone() {
        server.thenDrain(100).then(Status.ABORTED).then(Status.UNAVAILABLE).thenStay(event(1));

        // The clock does not advance, so no subscription counts as long-lived.
        try (PushClient client =
                new PushClient(Connection.plaintext(server.target()), OPTIONS, recording, listener, () -> 0).start()) {
            await().until(() -> !handled.isEmpty());

            assertThat(lost).containsExactly(Status.Code.UNAVAILABLE, Status.Code.ABORTED, Status.Code.UNAVAILABLE);
            assertThat(delays.get(1)).isEqualTo(2);
            assertThat(delays).allMatch(delay -> delay < 100);
            assertThat(client.cursor()).isPresent();
        }
    }

    @Test
    void an_unavailable_server_is_retried() throws Exception {
        String target = server.target();
        server.close();
        try (PushClient client = new PushClient(Connection.plaintext(target), OPTIONS, recording, listener).start()) {
            await().until(() -> lost.size() > 3);

            assertThat(lost).containsOnly(Status.Code.UNAVAILABLE);
            assertThat(client.cursor()).isEmpty();
        }
    }

    @Test
    void a_failing_token_supplier_is_retried() {
        AtomicInteger asked = new AtomicInteger();
        server.thenStay(event(1));
        Connection connection = Connection.plaintext(server.target()).token(() -> {
            if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("the vault is sealed");
            }
            return "tdk_second";
        });

        try (PushClient client = new PushClient(connection, OPTIONS, recording, listener).start()) {
            await().until(() -> !handled.isEmpty());

            assertThat(server.authorizations).containsExactly("Bearer tdk_second");
            assertThat(connection.toString()).doesNotContain("tdk_second");
            assertThat(client.cursor()).isPresent();
        }
    }

    @Test
    void the_request_contains_the_options() {
        PushOptions options = OPTIONS.recipient("user:42").from("kept");
        try (PushClient client =
                new PushClient(Connection.plaintext(server.target()), options, recording, listener).start()) {
            await().until(() -> !server.requests.isEmpty());

            assertThat(server.requests.get(0))
                    .isEqualTo(GatewaySubscribeRequest.newBuilder()
                            .setGatewayClientId("gw")
                            .setRecipient("user:42")
                            .setCursor("kept")
                            .build());
            assertThat(client.cursor()).contains("kept");
        }
    }

    @Test
    void close_waits_until_the_handler_has_returned() throws Exception {
        CountDownLatch handling = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.thenStay(event(1), event(2));
        PushClient client = client(event -> {
                    handling.countDown();
                    go.await();
                    handled.add(event.id());
                })
                .start();
        handling.await();

        client.cancel();
        go.countDown();
        client.close();

        assertThat(handled).containsExactly("dlv_1");
        assertThat(client.cursor()).contains("c1");
        assertThat(lost).isEmpty();
        assertThatThrownBy(client::run).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void an_interrupt_ends_the_subscription_and_stays_set() throws Exception {
        boolean[] stillInterrupted = {false};
        PushClient client = client(recording);
        Thread thread = new Thread(() -> {
            client.run();
            stillInterrupted[0] = Thread.currentThread().isInterrupted();
        });
        thread.start();
        await().until(() -> !server.requests.isEmpty());

        thread.interrupt();
        thread.join();

        assertThat(stillInterrupted[0]).isTrue();
        client.close();
    }
}

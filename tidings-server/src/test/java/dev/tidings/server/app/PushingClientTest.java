package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import dev.tidings.client.push.PushClient;
import dev.tidings.client.push.PushHandler;
import dev.tidings.client.push.PushListener;
import dev.tidings.client.push.PushNotice;
import dev.tidings.client.push.PushOptions;
import dev.tidings.client.push.PushedEvent;
import dev.tidings.core.event.Event;
import dev.tidings.testkit.extension.NeedsServers;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PushClient with a real server. */
@NeedsServers
class PushingClientTest {
    private static final int CUTS = 50;
    private static final Backoff QUICK = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(4));

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final List<PushNotice.Kind> notices = new CopyOnWriteArrayList<>();
    private final List<Status.Code> lost = new CopyOnWriteArrayList<>();

    private final PushHandler handler = new PushHandler() {
        @Override
        public void handle(PushedEvent event) {
            handled.add(event.id());
        }

        @Override
        public void notice(PushNotice notice) {
            notices.add(notice.kind());
        }
    };

    private final PushListener listener = new PushListener() {
        @Override
        public void lost(Status status, Duration delay) {
            lost.add(status.getCode());
        }
    };

    private PushClient client(int port, PushOptions options) {
        return new PushClient(Connection.plaintext("127.0.0.1:" + port), options.backoff(QUICK), handler, listener);
    }

    private static void append(String recipient, String id) {
        var _ = SERVER.push
                .publishing()
                .log()
                .append(new Event("default", recipient, "tick", id, "{}".getBytes(StandardCharsets.UTF_8), null, null))
                .join();
    }

    @Test
    void across_50_broken_connections_each_event_is_handled_once_and_in_order() throws Exception {
        List<String> all = new ArrayList<>();
        try (CuttingProxy proxy = new CuttingProxy(SERVER.port(), CUTS, 42);
                PushClient client = client(
                                proxy.port(), PushOptions.named("cut").recipient("user:cut"))
                        .start()) {
            await().until(() -> client.cursor().isPresent());
            while (proxy.cuts() < CUTS) {
                for (int i = 0; i < 20; i++) {
                    String id = "cut/" + all.size();
                    append("user:cut", id);
                    all.add(id);
                }
                int expected = all.size() - 20;
                await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() >= expected);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> handled.size() >= all.size());
        }

        assertThat(handled).isEqualTo(all);
        assertThat(notices).doesNotContain(PushNotice.Kind.RESET);
    }

    @Test
    void a_replaced_client_reconnects_and_misses_nothing() {
        try (PushClient first = client(SERVER.port(), PushOptions.named("one").recipient("user:one"))
                .start()) {
            await().until(() -> first.cursor().isPresent());
            PushClient second = new PushClient(
                            Connection.plaintext("127.0.0.1:" + SERVER.port()),
                            PushOptions.named("one").recipient("user:one"),
                            event -> {})
                    .start();
            await().until(() -> lost.contains(Status.Code.ABORTED));
            second.close();

            append("user:one", "one/1");

            await().untilAsserted(() -> assertThat(handled).containsExactly("one/1"));
        }
    }

    @Test
    void a_cursor_of_another_log_is_reset_and_the_stream_continues() {
        try (PushClient client = client(
                        SERVER.port(),
                        PushOptions.named("old").recipient("user:old").from("otherepoch.1-0"))
                .start()) {
            await().until(() -> notices.contains(PushNotice.Kind.RESET));

            append("user:old", "old/1");

            await().untilAsserted(() -> assertThat(handled).containsExactly("old/1"));
            assertThat(client.cursor()).isPresent();
        }
    }
}

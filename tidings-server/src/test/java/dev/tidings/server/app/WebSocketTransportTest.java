package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.websocket.WebSocketClient;
import com.linecorp.armeria.client.websocket.WebSocketSession;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import dev.tidings.server.tail.Heard;
import dev.tidings.server.tail.Tail;
import dev.tidings.server.tail.WebSocketTail;
import dev.tidings.testkit.extension.NeedsServers;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
class WebSocketTransportTest extends BrowserTransportContract {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    WebSocketTransportTest() {
        super("/v1/events/ws");
    }

    @Override
    EdgeServer server() {
        return SERVER;
    }

    @Override
    Tail open(int port, @Nullable String recipient, @Nullable String cursor) {
        return new WebSocketTail(port, path(recipient) + (cursor == null ? "" : "&cursor=" + cursor));
    }

    @Test
    void a_ping_is_answered() throws Exception {
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient))) {
            tail.next("fresh");

            tail.ping("there?");

            assertThat(tail.next("pong").detail()).isEqualTo("there?");
        }
    }

    @Test
    void the_handshake_has_the_accept_header() throws Exception {
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient))) {
            tail.next("fresh");

            assertThat(tail.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void a_page_of_another_origin_is_refused() throws Exception {
        assertThat(closed("https://evil.test")).isEqualTo("status 403");
        assertThat(closed("null")).isEqualTo("status 403");
        for (String origin : new String[] {"https://app.test", "http://localhost:" + SERVER.port()}) {
            try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient), "Origin", origin)) {
                assertThat(tail.next("fresh").cursor()).isNotEmpty();
            }
        }
    }

    private String closed(String origin) throws InterruptedException {
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient), "Origin", origin)) {
            Heard closed = tail.next();
            assertThat(closed.kind()).isEqualTo("closed");
            return String.valueOf(closed.detail());
        }
    }

    @Test
    void over_http2_it_is_a_stream() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocketSession session = WebSocketClient.of("ws+h2c://127.0.0.1:" + SERVER.port())
                .connect(path(recipient))
                .join();
        WebSocketWriter out = session.outbound();
        CompletableFuture<Void> over = session.inbound()
                .peek(frame -> {
                    if (frame.type() == WebSocketFrameType.TEXT) {
                        heard.add(frame.text());
                    }
                })
                .subscribe();
        assertThat(session.context()
                        .log()
                        .ensureAvailable(RequestLogProperty.SESSION)
                        .sessionProtocol())
                .isEqualTo(SessionProtocol.H2C);
        assertThat(heard.poll(60, TimeUnit.SECONDS)).contains("\"fresh\"");

        append("1");
        assertThat(heard.poll(60, TimeUnit.SECONDS)).contains(id("1"));
        var _ = out.tryWrite("{\"ack\": \"dlv_00000000000000000000000000\", \"state\": \"read\"}");
        assertThat(heard.poll(60, TimeUnit.SECONDS)).contains("not_found");

        out.close();
        over.get(60, TimeUnit.SECONDS);
        await().until(() -> !SERVER.push.hub().listening("default").containsKey(recipient));
    }

    @Test
    void a_fragmented_message_is_refused_at_its_first_frame() throws Exception {
        byte[] begun = {0x01, (byte) 0x80, 0, 0, 0, 0};
        byte[] continued = {0x00, (byte) 0x80, 0, 0, 0, 0};
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient))) {
            tail.next("fresh");

            tail.flood(begun, continued, continued);

            assertThat(tail.next("closed").detail()).isEqualTo("close 1009");
        }
        await().until(() -> !SERVER.push.hub().listening("default").containsKey(recipient));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        a continuation of nothing,             00 80 00 00 00 00,             1002
        a frame longer than any ack,           81 FE 20 00 00 00 00 00,       1009
        a frame of half the address space,     81 FF 7F FF FF FF FF FF FF FF, 1009
        a frame that is not masked,            81 02 7B 7D,                   1002
        a reserved bit,                        C1 80 00 00 00 00,             1002
        a kind of frame that there is not,     83 80 00 00 00 00,             1002
        a binary message without an end,       02 80 00 00 00 00,             1009
        """)
    void invalid_frames_close_the_socket(String what, String bytes, String code) throws Exception {
        try (WebSocketTail tail = new WebSocketTail(SERVER.port(), path(recipient))) {
            tail.next("fresh");

            tail.flood(HexFormat.ofDelimiter(" ").parseHex(bytes));

            assertThat(tail.next("closed").detail()).as(what).isEqualTo("close " + code);
        }
    }

    @Test
    void a_plain_request_explains_the_upgrade() {
        EdgeServer.Answer answer = SERVER.get("/v1/events/ws?recipient=u");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("detail")).contains("WebSocket");
    }
}

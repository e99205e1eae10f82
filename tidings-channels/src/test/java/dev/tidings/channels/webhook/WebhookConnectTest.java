package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.testkit.server.FreePorts;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookConnectTest {
    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    private static final BlockingQueue<InetAddress> RESOLVES_TO = new LinkedBlockingQueue<>();
    private static final WebhookChannel CHANNEL =
            new WebhookChannel(factory -> factory.addressResolverGroupFactory(loops -> new Names()));
    private static RecordingEndpoint sink;
    private static RecordingEndpoint tls;

    @BeforeAll
    static void start() {
        sink = new RecordingEndpoint();
        tls = new RecordingEndpoint(server -> server.https(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .tls(CERTIFICATE.tlsKeyPair()));
        CHANNEL.start(
                Hooks.context(Map.of("ca_file", CERTIFICATE.certificateFile().getAbsolutePath())));
    }

    @AfterAll
    static void stop() {
        CHANNEL.close();
        sink.close();
        tls.close();
    }

    @Test
    void tls_connections_use_http2() throws Exception {
        RESOLVES_TO.add(InetAddress.getLoopbackAddress());
        Outcome outcome = CHANNEL.send(Hooks.message(Hooks.endpoint("https://localhost:" + tls.port() + "/hook")));
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        assertThat(tls.protocols.take()).isEqualTo(SessionProtocol.H2);
    }

    @Test
    void oversized_http2_headers_do_not_invalidate_a_2xx() throws Exception {
        tls.answers(200, "x-large", "x".repeat(70 * 1024));
        RESOLVES_TO.add(InetAddress.getLoopbackAddress());
        Outcome outcome = CHANNEL.send(Hooks.message(Hooks.endpoint("https://localhost:" + tls.port() + "/hook")));
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
    }

    @Test
    void a_certificate_for_another_host_is_not_trusted() throws Exception {
        RESOLVES_TO.add(InetAddress.getLoopbackAddress());
        Outcome outcome = CHANNEL.send(Hooks.message(Hooks.endpoint("https://other.example:" + tls.port() + "/")));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.code()).isEqualTo("tls_wrong_host"));
    }

    @Test
    void a_self_signed_certificate_is_not_trusted() throws Exception {
        try (WebhookChannel plain = new WebhookChannel()) {
            plain.start(Hooks.context(Map.of()));
            Outcome outcome = plain.send(Hooks.message(Hooks.endpoint("https://localhost:" + tls.port() + "/")));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Retry.class,
                            retry -> assertThat(retry.code()).isEqualTo("tls_self_signed"));
        }
    }

    @Test
    void plain_http_is_http_1_1_and_connections_are_reused() throws Exception {
        try (RecordingEndpoint own = new RecordingEndpoint()) {
            for (int i = 0; i < 5; i++) {
                CHANNEL.send(Hooks.message(Hooks.endpoint(own.url())));
                assertThat(own.protocols.take()).isEqualTo(SessionProtocol.H1C);
            }
            assertThat(own.connections()).isEqualTo(1);
        }
    }

    @Test
    void dns_rebinding_to_a_private_address_is_blocked() throws Exception {
        sink.answers(204);
        String url = "http://rebinding.example:" + sink.port() + "/";
        RESOLVES_TO.add(InetAddress.getLoopbackAddress());
        assertThat(CHANNEL.send(Hooks.message(Hooks.endpoint(url)))).isInstanceOf(Outcome.Sent.class);

        RESOLVES_TO.add(InetAddress.ofLiteral("10.0.0.1"));
        assertThat(CHANNEL.send(Hooks.message(Hooks.endpoint(url))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo("address_blocked"));
    }

    @Test
    void an_ipv6_literal_is_an_address_and_not_a_name() throws Exception {
        int port = FreePorts.free();
        assertThat(CHANNEL.send(Hooks.message(Hooks.endpoint("http://[::1]:" + port + "/"))))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class, retry -> assertThat(retry.code()).isEqualTo("network_error"));
        assertThat(CHANNEL.send(Hooks.message(Hooks.endpoint("http://[::2]:" + port + "/"))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo("address_blocked"));
    }

    @Test
    void path_and_query_are_sent_unchanged() throws Exception {
        String path = "/workflows/a%2Fb//run;v=1?sp=%2Ftriggers%2Fmanual&sig=a+b%20c-_~&x=%5b%5D&lines=%0d%0a";
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            BlockingQueue<String> requestLine = new LinkedBlockingQueue<>();
            Thread.ofVirtual().start(() -> {
                try (var accepted = socket.accept()) {
                    var lines = new BufferedReader(
                            new InputStreamReader(accepted.getInputStream(), StandardCharsets.US_ASCII));
                    requestLine.add(lines.readLine());
                } catch (IOException e) {
                    requestLine.add(e.toString());
                }
            });
            CHANNEL.send(Hooks.message(Hooks.endpoint("http://127.0.0.1:" + socket.getLocalPort() + path)));
            assertThat(requestLine.take()).isEqualTo("POST " + path + " HTTP/1.1");
        }
    }

    @Test
    void each_kind_of_auth_and_the_headers_of_the_endpoint_are_sent() throws Exception {
        for (Map.Entry<EndpointAuth, Map.Entry<String, String>> each : Map.<EndpointAuth, Map.Entry<String, String>>of(
                        new EndpointAuth.Bearer(new Secret("t0k3n")), Map.entry("authorization", "Bearer t0k3n"),
                        new EndpointAuth.Basic("ann", new Secret("sesame")),
                                Map.entry("authorization", "Basic YW5uOnNlc2FtZQ=="),
                        new EndpointAuth.Header("X-Api-Key", new Secret("k3y")), Map.entry("x-api-key", "k3y"))
                .entrySet()) {
            try (RecordingEndpoint own = new RecordingEndpoint()) {
                CHANNEL.send(Hooks.message(
                        Hooks.endpoint(own.url(), each.getKey(), Map.of("header.X-Team", "payments"), Hooks.SECRET)));
                AggregatedHttpRequest got = own.received.take();
                assertThat(got.headers().get(each.getValue().getKey()))
                        .isEqualTo(each.getValue().getValue());
                assertThat(got.headers().get("x-team")).isEqualTo("payments");
            }
        }
    }

    @Test
    void an_interrupted_attempt_ends_at_once() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RecordingEndpoint slow = new RecordingEndpoint()) {
            slow.answers(request -> {
                arrived.countDown();
                return HttpResponse.streaming();
            });
            BlockingQueue<String> ended = new LinkedBlockingQueue<>();
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    ended.add(CHANNEL.send(Hooks.message(Hooks.endpoint(slow.url())))
                            .toString());
                } catch (InterruptedException e) {
                    ended.add("interrupted");
                }
            });
            arrived.await();
            sending.interrupt();
            assertThat(ended.take()).isEqualTo("interrupted");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/",
                "http://10.0.0.1:8080/",
                "http://[::1]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[64:ff9b::10.0.0.1]/"
            })
    void a_blocked_literal_is_refused_when_put_and_the_message_names_the_setting(String url) {
        try (WebhookChannel channel = new WebhookChannel()) {
            channel.start(Hooks.context(Map.of(), OutboundPolicy.publicOnly(), InstantSource.fixed(Hooks.NOW)));
            assertThatThrownBy(() -> channel.checkAddress("address", url))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("address is ")
                    .hasMessageContaining("outbound.allow");
            channel.checkAddress("address", "https://1.1.1.1/");
            channel.checkAddress("address", "https://localhost/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/"})
    void a_metadata_address_is_refused_when_put_without_naming_a_setting(String url) {
        try (WebhookChannel channel = new WebhookChannel()) {
            channel.start(Hooks.context(Map.of(), OutboundPolicy.publicOnly(), InstantSource.fixed(Hooks.NOW)));
            assertThatThrownBy(() -> channel.checkAddress("address", url))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("is a cloud metadata service, which no setting allows")
                    .hasMessageNotContaining("outbound.allow");
        }
    }

    /** Resolves any name to the address that the test provides next. */
    private static final class Names extends AddressResolverGroup<InetSocketAddress> {
        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) throws Exception {
                    promise.setSuccess(RESOLVES_TO.take());
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) throws Exception {
                    promise.setSuccess(List.of(RESOLVES_TO.take()));
                }
            }.asAddressResolver();
        }
    }
}

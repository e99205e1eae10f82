package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import dev.tidings.channels.outbound.OutboundPolicy;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.problem.ProblemException;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tests server-side request forgery: each address of the corpus is put as an endpoint and, if accepted, sent to. A
 * listener on this machine must never get a connection. Names that are harmless when put resolve to the attacker's
 * target when sent to; names without an entry in the corpus resolve to this machine.
 */
class SsrfCorpusTest {
    private static final Map<String, List<InetAddress>> NAMES = new ConcurrentHashMap<>();
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static final WebhookChannel CHANNEL =
            new WebhookChannel(factory -> factory.addressResolverGroupFactory(loops -> new Attackers()));
    private static ServerSocket listening;

    private record Attack(String name, String url, List<InetAddress> resolved) {}

    @BeforeAll
    static void listen() throws IOException {
        listening = new ServerSocket(0);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    try (Socket _ = listening.accept()) {
                        CONNECTIONS.incrementAndGet();
                    }
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        CHANNEL.start(Hooks.context(Map.of(), OutboundPolicy.publicOnly(), InstantSource.fixed(Hooks.NOW)));
    }

    @AfterAll
    static void stop() throws IOException {
        CHANNEL.close();
        listening.close();
    }

    private static List<Attack> corpus() throws IOException {
        try (InputStream file = SsrfCorpusTest.class.getResourceAsStream("/attacks/ssrf.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split(" \\| ", -1))
                    .map(parts -> new Attack(
                            parts[0],
                            parts[1].replace("PORT", Integer.toString(listening.getLocalPort())),
                            parts.length < 3 ? List.of() : addresses(parts[2])))
                    .toList();
        }
    }

    private static List<InetAddress> addresses(String text) {
        return Arrays.stream(text.strip().split(",", -1))
                .map(InetAddresses::forString)
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> no_address_of_the_corpus_gets_a_connection() throws IOException {
        return corpus().stream()
                .map(attack -> DynamicTest.dynamicTest(attack.name() + ": " + attack.url(), () -> refused(attack)));
    }

    @Test
    void the_corpus_is_complete() throws IOException {
        assertThat(corpus()).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
        assertThat(corpus()).filteredOn(attack -> !attack.resolved().isEmpty()).hasSizeGreaterThanOrEqualTo(30);
    }

    /** Proves that the listener can be reached at all. */
    @Test
    void an_allowed_address_gets_a_connection() throws Exception {
        int before = CONNECTIONS.get();
        try (WebhookChannel open =
                new WebhookChannel(factory -> factory.addressResolverGroupFactory(loops -> new Attackers()))) {
            open.start(Hooks.context(Map.of()));
            var _ = open.send(Hooks.message(Hooks.endpoint("http://opened.test:" + listening.getLocalPort() + "/")));
        }
        assertThat(CONNECTIONS.get()).isGreaterThan(before);
        CONNECTIONS.set(0);
    }

    private static void refused(Attack attack) throws Exception {
        try {
            CHANNEL.checkAddress("address", attack.url());
        } catch (ProblemException atOnce) {
            assertThat(atOnce.problem().field()).isEqualTo("address");
            return;
        }
        if (!attack.resolved().isEmpty()) {
            NAMES.put(host(attack.url()), attack.resolved());
        }
        int before = CONNECTIONS.get();
        Outcome outcome = CHANNEL.send(Hooks.message(Hooks.endpoint(attack.url())));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isIn("address_blocked", "endpoint_invalid"));
        assertThat(CONNECTIONS.get()).as("connections to this machine").isEqualTo(before);
    }

    private static String host(String url) {
        return url.replaceFirst("^https?://", "").replaceFirst("[:/].*$", "");
    }

    private static final class Attackers extends AddressResolverGroup<java.net.InetSocketAddress> {
        @Override
        protected AddressResolver<java.net.InetSocketAddress> newResolver(EventExecutor executor) {
            return new InetNameResolver(executor) {
                @Override
                protected void doResolve(String name, Promise<InetAddress> promise) {
                    promise.setSuccess(of(name).getFirst());
                }

                @Override
                protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                    promise.setSuccess(of(name));
                }

                private List<InetAddress> of(String name) {
                    return NAMES.getOrDefault(name, List.of(InetAddress.getLoopbackAddress()));
                }
            }.asAddressResolver();
        }
    }
}

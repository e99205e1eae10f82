package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.channels.outbound.NameServer;
import dev.tidings.core.channel.Outcome;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests unresolved names: only the receiver's failure costs an attempt. */
class WebhookNameTest {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private static WebhookChannel asking(NameServer server) {
        WebhookChannel channel = new WebhookChannel(
                factory -> factory.domainNameResolverCustomizer(names -> names.serverAddresses(server.address())),
                new SingletonDnsServerAddressStreamProvider(server.address()));
        channel.start(Hooks.context(Map.of(), address -> true, InstantSource.fixed(Hooks.NOW)));
        return channel;
    }

    private static Outcome send(WebhookChannel channel) throws InterruptedException {
        String name = "r" + NAMES.incrementAndGet() + ".receiver.example";
        return channel.send(Hooks.message(Hooks.endpoint("http://" + name + "/hook")));
    }

    @Test
    void a_name_that_does_not_resolve_costs_an_attempt() throws Exception {
        for (int code : new int[] {NameServer.SERVFAIL, NameServer.NXDOMAIN}) {
            try (NameServer server = new NameServer(NameServer.NOERROR, code);
                    WebhookChannel channel = asking(server)) {
                assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
                server.rootAnswers.acquire();
                assertThat(send(channel)).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
                    assertThat(retry.code()).isEqualTo("network_error");
                    assertThat(retry.message()).endsWith("the name does not resolve");
                });
            }
        }
    }

    @Test
    void nothing_is_tried_while_local_name_servers_do_not_respond() throws Exception {
        try (NameServer server = new NameServer(NameServer.NOERROR, NameServer.SERVFAIL);
                WebhookChannel channel = asking(server)) {
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
            server.rootAnswers.acquire();

            server.answers(NameServer.SERVFAIL, NameServer.SERVFAIL);
            await().untilAsserted(() -> assertThat(send(channel))
                    .isInstanceOfSatisfying(
                            Outcome.NotTried.class,
                            shortage -> assertThat(shortage.reason())
                                    .isEqualTo("no name server of this machine responds")));

            server.answers(NameServer.NOERROR, NameServer.NXDOMAIN);
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void name_servers_that_never_answer_for_the_root_do_not_count_as_unavailable() throws Exception {
        try (NameServer server = new NameServer(NameServer.SERVFAIL, NameServer.SERVFAIL);
                WebhookChannel channel = asking(server)) {
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
            server.rootAnswers.acquire();
            assertThat(send(channel)).isInstanceOf(Outcome.Retry.class);
        }
    }
}

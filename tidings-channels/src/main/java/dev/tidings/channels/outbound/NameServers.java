package dev.tidings.channels.outbound;

import com.linecorp.armeria.client.DnsTimeoutException;
import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.util.TransportType;
import dev.tidings.core.channel.Outcome;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The name servers of this machine. A name that does not resolve is the receiver's affair, or that of its name server, unless
 * those of this machine answer nobody. They are asked about the root, which each knows without asking others.
 *
 * <p>Some answer nothing about the root: only those that did count as away once they no longer do.
 */
public final class NameServers implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String ROOT = ".";

    /** For a send that could not even ask. */
    public static final Outcome AWAY =
            new Outcome.NotTried("no name server of this machine answers", Duration.ofSeconds(1));

    private static final int MAX_CAUSES = 10;

    private final DnsServerAddressStreamProvider addresses;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> asking = new AtomicReference<>();
    private @Nullable DnsNameResolver resolver;
    private volatile boolean asked;
    private volatile boolean answered;

    public NameServers(DnsServerAddressStreamProvider addresses) {
        this.addresses = addresses;
    }

    /** Whether a failure is that a name could not be resolved, for whatever reason. */
    public static boolean isUnresolved(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++) {
            if (cause instanceof DnsTimeoutException || cause instanceof UnknownHostException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** Made when it is first needed: a server that posts to no names starts without it. */
    private synchronized DnsNameResolver resolver() {
        if (resolver == null) {
            EventLoop loop = CommonPools.workerGroup().next();
            resolver = new DnsNameResolverBuilder(loop)
                    .datagramChannelType(TransportType.datagramChannelType(CommonPools.workerGroup()))
                    .nameServerProvider(addresses)
                    .queryTimeoutMillis(PATIENCE.toMillis())
                    .build();
        }
        return resolver;
    }

    /** Finds out, once and in the background, whether they answer about the root. */
    public void meet() {
        if (!asked) {
            asked = true;
            var _ = ask();
        }
    }

    /** Whether none of them answers, although one did before. Blocks for two seconds at most. */
    public boolean away() throws InterruptedException {
        if (!answered) {
            return false;
        }
        try {
            return !ask().get();
        } catch (ExecutionException defect) {
            return false;
        }
    }

    /** Whoever asks while an answer is awaited gets the same. */
    private CompletableFuture<Boolean> ask() {
        CompletableFuture<Boolean> mine = new CompletableFuture<>();
        CompletableFuture<Boolean> theirs = asking.compareAndExchange(null, mine);
        if (theirs != null) {
            return theirs;
        }
        try {
            List<CompletableFuture<Boolean>> each =
                    servers().stream().map(this::answers).toList();
            var _ = CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                    .thenRun(() -> told(mine, each.stream().anyMatch(CompletableFuture::join)));
        } catch (RuntimeException defect) {
            // Whoever waits must not wait for ever, nor take a defect for an outage.
            asking.set(null);
            mine.complete(true);
        }
        return mine;
    }

    private void told(CompletableFuture<Boolean> answer, boolean any) {
        answered |= any;
        asking.set(null);
        answer.complete(any);
    }

    private List<InetSocketAddress> servers() {
        DnsServerAddressStream stream = addresses.nameServerAddressStream(ROOT);
        List<InetSocketAddress> servers = new ArrayList<>();
        for (int i = 0; i < stream.size(); i++) {
            servers.add(stream.next());
        }
        return servers;
    }

    /** One that says SERVFAIL has nobody to ask itself. */
    private CompletableFuture<Boolean> answers(InetSocketAddress server) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> query =
                resolver().query(server, new DefaultDnsQuestion(ROOT, DnsRecordType.NS));
        query.addListener(ended -> {
            if (!ended.isSuccess()) {
                answer.complete(false);
                return;
            }
            AddressedEnvelope<DnsResponse, InetSocketAddress> response = query.getNow();
            try {
                answer.complete(
                        !DnsResponseCode.SERVFAIL.equals(response.content().code()));
            } finally {
                response.release();
            }
        });
        return answer;
    }

    @Override
    public synchronized void close() {
        if (resolver != null) {
            resolver.close();
        }
    }
}

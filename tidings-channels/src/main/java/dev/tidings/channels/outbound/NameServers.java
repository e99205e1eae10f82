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
 * Checks whether this machine's name servers respond. An unresolved name is the receiver's problem unless the local
 * name servers answer no queries at all. They are probed for the root zone, which needs no recursion.
 *
 * <p>Some name servers never answer for the root: only those that have done so before can count as unavailable.
 */
public final class NameServers implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final String ROOT = ".";

    /** The outcome of a send that could not resolve names. */
    public static final Outcome UNAVAILABLE =
            new Outcome.NotTried("no name server of this machine responds", Duration.ofSeconds(1));

    private static final int MAX_CAUSES = 10;

    private final DnsServerAddressStreamProvider addresses;
    private final AtomicReference<@Nullable CompletableFuture<Boolean>> pending = new AtomicReference<>();
    private @Nullable DnsNameResolver resolver;
    private volatile boolean probed;
    private volatile boolean answered;

    public NameServers(DnsServerAddressStreamProvider addresses) {
        this.addresses = addresses;
    }

    /** Returns whether a failure is an unresolved name, for any reason. */
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

    /** Created lazily, so that servers without named targets do not need it. */
    private synchronized DnsNameResolver resolver() {
        if (resolver == null) {
            EventLoop loop = CommonPools.workerGroup().next();
            resolver = new DnsNameResolverBuilder(loop)
                    .datagramChannelType(TransportType.datagramChannelType(CommonPools.workerGroup()))
                    .nameServerProvider(addresses)
                    .queryTimeoutMillis(TIMEOUT.toMillis())
                    .build();
        }
        return resolver;
    }

    /** Checks once, in the background, whether the name servers answer for the root. */
    public void probe() {
        if (!probed) {
            probed = true;
            var _ = query();
        }
    }

    /** Returns whether no name server answers although one did before. Blocks for at most two seconds. */
    public boolean unavailable() throws InterruptedException {
        if (!answered) {
            return false;
        }
        try {
            return !query().get();
        } catch (ExecutionException defect) {
            return false;
        }
    }

    /** Concurrent callers share one query. */
    private CompletableFuture<Boolean> query() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        CompletableFuture<Boolean> running = pending.compareAndExchange(null, answer);
        if (running != null) {
            return running;
        }
        try {
            List<CompletableFuture<Boolean>> each =
                    servers().stream().map(this::answers).toList();
            var _ = CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
                    .thenRun(() -> complete(answer, each.stream().anyMatch(CompletableFuture::join)));
        } catch (RuntimeException defect) {
            // A defect must neither block callers nor count as an outage.
            pending.set(null);
            answer.complete(true);
        }
        return answer;
    }

    private void complete(CompletableFuture<Boolean> answer, boolean any) {
        answered |= any;
        pending.set(null);
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

    /** SERVFAIL means that the server cannot reach its own upstream. */
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

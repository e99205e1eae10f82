package dev.tidings.channels.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;

/** An HTTP endpoint on a real socket that records its requests. */
public final class RecordingEndpoint implements AutoCloseable {
    public final BlockingQueue<AggregatedHttpRequest> received = new LinkedBlockingQueue<>();
    public final BlockingQueue<SessionProtocol> protocols = new LinkedBlockingQueue<>();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final Server server;
    private volatile Function<AggregatedHttpRequest, HttpResponse> answering = request -> HttpResponse.of(204);

    public RecordingEndpoint() {
        this(builder -> builder.http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
    }

    public RecordingEndpoint(Consumer<ServerBuilder> ports) {
        ServerBuilder builder = Server.builder().serviceUnder("/", (ctx, req) -> {
            protocols.add(ctx.sessionProtocol());
            clients.add(ctx.remoteAddress());
            return HttpResponse.of(req.aggregate().thenApply(whole -> {
                received.add(whole);
                return answering.apply(whole);
            }));
        });
        ports.accept(builder);
        server = builder.build();
        server.start().join();
    }

    public void answers(Function<AggregatedHttpRequest, HttpResponse> answer) {
        answering = answer;
    }

    public void answers(int status, String... headers) {
        answers(request -> HttpResponse.of(ResponseHeaders.of(status).toBuilder()
                .add(
                        headers.length == 0
                                ? java.util.List.of()
                                : java.util.List.of(java.util.Map.entry(headers[0], headers[1])))
                .build()));
    }

    /** Returns how many connections sent requests. */
    public int connections() {
        return clients.size();
    }

    public int port() {
        return server.activeLocalPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/hook";
    }

    /** Returns at once: the port is closed, the rest follows. */
    @Override
    public void close() {
        var _ = server.closeAsync();
    }
}

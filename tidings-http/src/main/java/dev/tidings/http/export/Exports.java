package dev.tidings.http.export;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.GrpcProblems;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends exports over REST and gRPC. The memory per export is two parts, one on its way to the client and the next one, however long
 * the export is and however slowly the client reads. If it cannot be completed, its response ends with an error, so that no client
 * takes it for the whole.
 */
public final class Exports {
    /** The request timeout of exports. */
    public static final Duration LONGEST = Duration.ofHours(1);

    /** Until a client has taken a part. */
    private static final Duration MOST_TIME_PER_PART = Duration.ofSeconds(60);

    private static final int MOST = 16;
    private static final int MOST_PER_TENANT = 4;

    /** Without colons, which some file systems do not allow. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ExportPermits permits = new ExportPermits(MOST, MOST_PER_TENANT);
    private final InstantSource clock;
    private final Duration mostTimePerPart;

    /** @param clock names files */
    public Exports(InstantSource clock) {
        this(clock, MOST_TIME_PER_PART);
    }

    Exports(InstantSource clock, Duration mostTimePerPart) {
        this.clock = clock;
        this.mostTimePerPart = mostTimePerPart;
    }

    /**
     * Responds with a file, or with the problem if its first part cannot be read. The route needs the request timeout
     * {@link #LONGEST}.
     *
     * @param name begins the name of the file
     */
    public <T> HttpResponse respond(
            ServiceRequestContext ctx,
            String name,
            ExportEncoding<T> encoding,
            Supplier<CompletableFuture<ExportPart<T>>> first) {
        acquire(ctx);
        return RestResponses.of(first.get(), part -> {
            HttpResponseWriter body = HttpResponse.streaming();
            body.write(head(name, encoding));
            RestReceiver<T> receiver = new RestReceiver<>(ctx, body, encoding);
            receiver.write(encoding.start());
            new ExportFlow<>(ctx, receiver, mostTimePerPart).send(part);
            return body;
        });
    }

    private ResponseHeaders head(String name, ExportEncoding<?> encoding) {
        String file = name + "-" + TIME.format(clock.instant()) + "." + encoding.extension();
        return ResponseHeaders.builder(HttpStatus.OK)
                .contentType(encoding.contentType())
                .set(HttpHeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
                .build();
    }

    /** Answers a call with one message per item. */
    public <T, M> void stream(
            StreamObserver<M> out, Function<T, M> message, Supplier<CompletableFuture<ExportPart<T>>> first) {
        ServiceRequestContext ctx = ServiceRequestContext.current();
        // grpc-stub guarantees this type on the server side.
        GrpcReceiver<T, M> receiver = new GrpcReceiver<>(ctx, (ServerCallStreamObserver<M>) out, message);
        CompletableFuture<ExportPart<T>> read;
        try {
            acquire(ctx);
            ctx.setRequestTimeout(TimeoutMode.SET_FROM_START, LONGEST);
            read = first.get();
        } catch (RuntimeException refused) {
            out.onError(GrpcProblems.exception(refused));
            return;
        }
        var _ = read.thenAccept(part -> new ExportFlow<>(ctx, receiver, mostTimePerPart).send(part))
                .exceptionally(failure -> {
                    receiver.fail(failure);
                    return null;
                });
    }

    private void acquire(ServiceRequestContext ctx) {
        String tenant = Principal.of(ctx).tenant();
        permits.acquire(tenant);
        var _ = ctx.log().whenComplete().thenRun(() -> permits.release(tenant));
    }
}

package dev.tidings.http.export;

import com.linecorp.armeria.common.util.SafeCloseable;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.Failures;
import dev.tidings.http.PeerDeadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends an export part by part: a part is read when the connection of the client has taken the one before. */
final class ExportFlow<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ExportFlow.class);

    private final ServiceRequestContext ctx;
    private final Receiver<T> receiver;
    private final Duration mostTime;

    /** The client of an export. */
    interface Receiver<T> {
        /** Writes items; the result completes when the connection has taken them. */
        CompletableFuture<?> write(List<T> items);

        void complete();

        /** Ends the response such that the client notices that it is not complete. */
        void fail(Throwable failure);

        /** Ends the response even if the client does not read. */
        void cut();
    }

    /** @param mostTime until the connection has taken a part */
    ExportFlow(ServiceRequestContext ctx, Receiver<T> receiver, Duration mostTime) {
        this.ctx = ctx;
        this.receiver = receiver;
        this.mostTime = mostTime;
    }

    void send(ExportPart<T> part) {
        CompletableFuture<?> taken = receiver.write(part.items());
        Supplier<CompletableFuture<ExportPart<T>>> next = part.next();
        if (next == null) {
            receiver.complete();
            return;
        }
        PeerDeadline deadline = PeerDeadline.start(ctx.eventLoop().withoutContext(), mostTime, this::cut);
        var _ = taken.whenComplete((done, gone) -> {
            deadline.cancel();
            if (gone == null) {
                read(next);
            }
        });
    }

    private void read(Supplier<CompletableFuture<ExportPart<T>>> next) {
        CompletableFuture<ExportPart<T>> part;
        // Within the request: its queries are stopped when the client disconnects.
        try (SafeCloseable _ = ctx.push()) {
            part = next.get();
        } catch (RuntimeException refused) {
            part = CompletableFuture.failedFuture(refused);
        }
        var _ = part.thenAccept(this::send).exceptionally(this::fail);
    }

    private @Nullable Void fail(Throwable failure) {
        if (!ctx.isCancelled()) {
            LOG.warn(
                    "export not completed path={} reason=\"{}\"",
                    ctx.path(),
                    Failures.problem(failure).message());
        }
        receiver.fail(failure);
        return null;
    }

    private void cut() {
        LOG.warn("export not completed path={} reason=\"the client does not read\"", ctx.path());
        receiver.cut();
    }
}

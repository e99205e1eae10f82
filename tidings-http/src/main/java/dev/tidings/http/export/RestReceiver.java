package dev.tidings.http.export;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.Connections;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Writes an export to the body of an HTTP response. */
record RestReceiver<T>(ServiceRequestContext ctx, HttpResponseWriter body, ExportEncoding<T> encoding)
        implements ExportFlow.Receiver<T> {
    @Override
    public CompletableFuture<?> write(List<T> items) {
        write(encoding.items(items));
        return body.whenConsumed();
    }

    @Override
    public void complete() {
        write(encoding.end());
        body.close();
    }

    /** An empty piece would not be consumed. If the client is gone, {@code whenConsumed} fails. */
    void write(byte[] bytes) {
        if (bytes.length > 0) {
            var _ = body.tryWrite(HttpData.wrap(bytes));
        }
    }

    /** Resets an HTTP/2 stream and closes an HTTP/1 connection before the last chunk. The failure itself has been logged. */
    @Override
    public void fail(Throwable failure) {
        body.abort();
    }

    @Override
    public void cut() {
        body.abort();
        Channel channel = Connections.channel(ctx);
        if (channel != null && !ctx.sessionProtocol().isMultiplex()) {
            Connections.closeNow(channel);
        }
    }
}

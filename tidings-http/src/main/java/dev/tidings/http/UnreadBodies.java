package dev.tidings.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads and drops the rest of a request body after the response. HTTP/2 resets a stream whose response ends before its
 * request, and clients such as the JDK's then discard the response, so that a refusal would be lost. The outermost decorator, because the
 * request of a service that throws would be reset as well.
 */
final class UnreadBodies implements DecoratingHttpServiceFunction {
    /** Twice the default maximum body. */
    static final long MOST_BYTES = 8 * 1024 * 1024;

    /** Bodies that take longer are reset. */
    static final Duration MOST_TIME = Duration.ofSeconds(2);

    @Override
    public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) {
        HttpResponse response = answer(delegate, ctx, request);
        if (!request.isComplete()) {
            var _ = response.whenComplete().handle((done, failure) -> {
                if (request.isOpen()) {
                    request.subscribe(new Dropped(), ctx.eventLoop());
                }
                return null;
            });
        }
        return response;
    }

    private static HttpResponse answer(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) {
        try {
            return delegate.serve(ctx, request);
        } catch (Exception refused) {
            return HttpResponse.ofFailure(refused);
        }
    }

    private static final class Dropped implements Subscriber<HttpObject> {
        private @Nullable Subscription source;
        private long bytes;

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(HttpObject object) {
            if (object instanceof HttpData data) {
                bytes += data.length();
                data.close();
                if (bytes > MOST_BYTES && source != null) {
                    source.cancel();
                }
            }
        }

        @Override
        public void onError(Throwable gone) {
            // Another subscriber reads it already, or the client has disconnected.
        }

        @Override
        public void onComplete() {
            // The body is complete.
        }
    }
}

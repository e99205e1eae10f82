package dev.tidings.channels.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.ResponseHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The response of an endpoint.
 *
 * @param retryAfter the Retry-After header
 * @param location the Location header
 * @param body the start of the body
 * @param complete whether the whole response was read; false for bodies longer than the limit
 */
public record EndpointResponse(
        int status, @Nullable String retryAfter, @Nullable String location, String body, boolean complete) {
    /** The maximum of a body that is read. */
    public static final int READ_BYTES = 64 * 1024;

    /** The maximum number of informational responses before the final one. */
    static final int MAX_INFORMATIONAL = 100;

    /** Creates the answer of a response that broke off after its status. */
    static EndpointResponse statusAlone(int status) {
        return new EndpointResponse(status, null, null, "", false);
    }

    /** Masks secrets in the redirect location. */
    public EndpointResponse masking(Collection<String> secrets) {
        return location == null
                ? this
                : new EndpointResponse(status, retryAfter, ResponseMasking.clean(location, secrets), body, complete);
    }

    /**
     * Collects a response. Once the final status has arrived, it counts even if the body breaks off or never ends.
     * Netty calls this from one thread at a time.
     */
    static final class Collector implements Subscriber<HttpObject> {
        private final CompletableFuture<EndpointResponse> answer = new CompletableFuture<>();
        private @Nullable Subscription subscription;
        private @Nullable ResponseHeaders headers;
        private @Nullable ByteArrayOutputStream kept;
        private final int wantedBytes;
        private int read;
        private int informational;

        Collector(int wantedBytes) {
            this.wantedBytes = wantedBytes;
        }

        CompletableFuture<EndpointResponse> answer() {
            return answer;
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(HttpObject object) {
            if (object instanceof ResponseHeaders received) {
                if (!received.status().isInformational()) {
                    headers = received;
                } else if (++informational > MAX_INFORMATIONAL) {
                    giveUp();
                }
            } else if (object instanceof HttpData data && !data.isEmpty()) {
                keep(data);
                read += data.length();
                if (read >= READ_BYTES && subscription != null) {
                    subscription.cancel();
                    finish(false);
                }
            }
        }

        private void giveUp() {
            answer.completeExceptionally(new IOException(
                    "more than " + MAX_INFORMATIONAL + " informational (1xx) responses without a final one"));
            if (subscription != null) {
                subscription.cancel();
            }
        }

        private void keep(HttpData data) {
            if (kept == null) {
                kept = new ByteArrayOutputStream(Math.min(wantedBytes, data.length()));
            }
            int wanted = Math.min(wantedBytes - kept.size(), data.length());
            if (wanted > 0) {
                kept.write(data.array(), 0, wanted);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (headers == null) {
                answer.completeExceptionally(failure);
            } else {
                finish(false);
            }
        }

        @Override
        public void onComplete() {
            if (headers == null) {
                answer.completeExceptionally(new IOException("the connection was closed without a response"));
            } else {
                finish(true);
            }
        }

        private void finish(boolean complete) {
            ResponseHeaders received = headers;
            if (received != null) {
                String body = kept == null ? "" : kept.toString(StandardCharsets.UTF_8);
                answer.complete(new EndpointResponse(
                        received.status().code(),
                        received.get(HttpHeaderNames.RETRY_AFTER),
                        received.get(HttpHeaderNames.LOCATION),
                        body,
                        complete));
            }
        }
    }
}

package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.AggregationOptions;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import java.util.concurrent.CompletableFuture;

/** A response that ends when its subscription does. */
interface EndlessResponse extends HttpResponse {
    @Override
    default void abort() {
        abort(AbortedStreamException.get());
    }

    @Override
    default CompletableFuture<AggregatedHttpResponse> aggregate(AggregationOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("an endless response cannot be aggregated"));
    }

    @Override
    default boolean isOpen() {
        return !whenComplete().isDone();
    }
}

package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.testing.junit5.server.ServerExtension;

/** A receiver of webhooks: {@code /ok} accepts them, {@code /gone} no longer exists. */
final class EndpointReceiver extends ServerExtension {
    @Override
    protected void configure(ServerBuilder sb) {
        sb.service("/ok", (ctx, req) -> HttpResponse.of(req.aggregate().thenApply(whole -> HttpResponse.of("thanks"))));
        sb.service("/gone", (ctx, req) -> HttpResponse.of(HttpStatus.GONE));
    }
}

package dev.tidings.channels.webhook;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.core.channel.Message;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.notification.TraceContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The request of one attempt.
 *
 * @param signature empty when the endpoint has no signing key
 */
record WebhookRequest(
        Message message, TargetUrl target, WebhookOptions options, EndpointAuth auth, Instant at, String signature) {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";

    RequestHeaders headers(String userAgent) {
        RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, target.path())
                .contentType(MediaType.JSON)
                .set(HttpHeaderNames.USER_AGENT, userAgent)
                .set(ID, message.deliveryId().value())
                .set(TIMESTAMP, Long.toString(at.getEpochSecond()));
        if (!signature.isEmpty()) {
            headers.set(SIGNATURE, signature);
        }
        TraceContext trace = message.notification().trace();
        if (trace != null) {
            headers.set(TRACEPARENT, trace.traceparent());
            if (trace.tracestate() != null) {
                headers.set(TRACESTATE, trace.tracestate());
            }
        }
        options.headers().forEach(headers::set);
        switch (auth) {
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer bearer ->
                headers.set(
                        HttpHeaderNames.AUTHORIZATION,
                        "Bearer " + bearer.token().reveal());
            case EndpointAuth.Basic basic -> headers.set(HttpHeaderNames.AUTHORIZATION, "Basic " + credentials(basic));
            case EndpointAuth.Header header ->
                headers.set(header.name(), header.value().reveal());
        }
        return headers.build();
    }

    /** Returns values to mask in responses. */
    List<String> secrets() {
        List<String> secrets = new ArrayList<>(List.of(signature.split(" ", -1)));
        secrets.addAll(target.parameters());
        switch (auth) {
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer bearer -> secrets.add(bearer.token().reveal());
            case EndpointAuth.Basic basic -> {
                secrets.add(credentials(basic));
                secrets.add(basic.password().reveal());
            }
            case EndpointAuth.Header header -> secrets.add(header.value().reveal());
        }
        return secrets;
    }

    static String credentials(EndpointAuth.Basic basic) {
        String pair = basic.username() + ":" + basic.password().reveal();
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the request for evidence, without secrets. */
    String shown() {
        StringBuilder shown = new StringBuilder("POST ").append(target.shown());
        shown.append("\nwebhook-id: ").append(message.deliveryId());
        shown.append("\nwebhook-timestamp: ").append(at.getEpochSecond());
        if (!signature.isEmpty()) {
            shown.append("\nwebhook-signature: ****");
        }
        switch (auth) {
            case EndpointAuth.None none -> {}
            case EndpointAuth.Bearer bearer -> shown.append("\nauthorization: Bearer ****");
            case EndpointAuth.Basic basic -> shown.append("\nauthorization: Basic ****");
            case EndpointAuth.Header header ->
                shown.append('\n').append(header.name()).append(": ****");
        }
        return shown.toString();
    }
}

package dev.tidings.server.channel.webhook;

import dev.tidings.core.endpoint.EndpointAuth;

/** Keeps credentials out of what an endpoint echoed. */
final class Masking {
    private static final String MASK = "****";
    private static final int MIN_CHARS = 4;

    private Masking() {}

    /** Fit for storing as text: no credential or signature that was sent, no NUL, which some databases refuse. */
    static String clean(String body, WebhookRequest request) {
        String clean = body.indexOf('\0') >= 0 ? body.replace('\0', '\uFFFD') : body;
        if (!request.signature().isEmpty()) {
            for (String signature : request.signature().split(" ", -1)) {
                clean = without(clean, signature);
            }
        }
        return switch (request.auth()) {
            case EndpointAuth.None none -> clean;
            case EndpointAuth.Bearer bearer -> without(clean, bearer.token().reveal());
            case EndpointAuth.Basic basic ->
                without(
                        without(clean, WebhookRequest.credentials(basic)),
                        basic.password().reveal());
            case EndpointAuth.Header header -> without(clean, header.value().reveal());
        };
    }

    private static String without(String text, String secret) {
        return secret.length() < MIN_CHARS ? text : text.replace(secret, MASK);
    }
}

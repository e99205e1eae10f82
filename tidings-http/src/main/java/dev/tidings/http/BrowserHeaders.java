package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.Duration;

/**
 * Sets security headers on every response: no content sniffing, no framing, no referrer, no caching. Responses that set
 * a header themselves, such as those of /docs, keep theirs.
 */
public final class BrowserHeaders {
    private static final String NOTHING = "default-src 'none'; frame-ancestors 'none'";
    private static final Duration REMEMBERED = Duration.ofDays(365);

    private BrowserHeaders() {}

    public static void addTo(ServerBuilder server) {
        server.setHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .setHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .setHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, NOTHING)
                .setHeader(HttpHeaderNames.CACHE_CONTROL, "no-store");
    }

    /** Lets browsers use TLS only (HSTS); for servers that serve nothing else. */
    public static void addTransportSecurity(ServerBuilder server) {
        server.setHeader(
                HttpHeaderNames.STRICT_TRANSPORT_SECURITY, "max-age=" + REMEMBERED.toSeconds() + "; includeSubDomains");
    }
}

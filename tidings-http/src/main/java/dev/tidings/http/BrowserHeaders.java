package dev.tidings.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServerBuilder;
import java.time.Duration;

/**
 * What every answer tells a browser: that it is what its media type says, that no page may show it in a frame, that it leads
 * nowhere and is not to be kept. An answer that says otherwise itself, such as the page at /docs, has its own word.
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

    /** Has browsers come over TLS only from now on; for a server that speaks nothing else. */
    public static void addTransportSecurity(ServerBuilder server) {
        server.setHeader(
                HttpHeaderNames.STRICT_TRANSPORT_SECURITY, "max-age=" + REMEMBERED.toSeconds() + "; includeSubDomains");
    }
}

package dev.tidings.http.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The origins in addition to the server's own whose pages may subscribe: {@code access.cors_origins}. {@code *} allows
 * any page that sends a token itself; cookies only work for named origins.
 */
public final class Origins {
    private static final String ANY = "*";

    /** Sent by pages of other sites that hide their origin, as for images and links. */
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final TreeSet<String> allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    public Origins(Collection<String> allowed) {
        this.allowed.addAll(allowed);
    }

    /** Answers preflights and sets CORS headers. Must be the outermost decorator. */
    public Function<? super HttpService, ? extends HttpService> cors() {
        if (allowed.isEmpty()) {
            return service -> service;
        }
        CorsServiceBuilder cors = allowed.contains(ANY)
                ? CorsService.builderForAnyOrigin()
                : CorsService.builder(allowed).allowCredentials();
        return cors.allowRequestMethods(HttpMethod.GET, HttpMethod.POST)
                .allowRequestHeaders("authorization", "content-type", "last-event-id", "cache-control")
                .exposeHeaders("retry-after")
                .maxAge(REMEMBERED)
                .newDecorator();
    }

    /**
     * Refuses other origins where CORS does not: WebSockets are readable across origins without it, and state changes
     * happen before CORS withholds the response. A request without origin and site does not come from a browser.
     *
     * @param ambient whether the browser added the credentials by itself, such as cookies
     */
    void check(RequestHeaders headers, boolean ambient) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String site = headers.get(HttpHeaderNames.SEC_FETCH_SITE, "");
        if (origin == null && ambient && OTHER_SITES.contains(site)) {
            throw OriginGuard.denied("Sec-Fetch-Site", site, "same-origin or none");
        }
        if (origin == null || OriginGuard.sameOrigin(origin, headers.authority()) || names(origin, ambient)) {
            return;
        }
        throw OriginGuard.denied("Origin", origin, "the server's own, or one of access.cors_origins");
    }

    private boolean names(String origin, boolean ambient) {
        return allowed.contains(origin) || (!ambient && allowed.contains(ANY));
    }
}

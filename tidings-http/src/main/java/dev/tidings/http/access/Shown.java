package dev.tidings.http.access;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a request shows.
 *
 * @param ambient whether a browser added them by itself
 */
record Shown(String text, boolean ambient) {
    /** Where EventSource and WebSocket of browsers, which cannot set headers, put a token. */
    static final String PARAMETER = "token";

    static final String COOKIE = "tidings_token";

    private static final String BEARER = "Bearer ";

    /** Without the text. */
    @Override
    public String toString() {
        return "Shown[ambient " + ambient + "]";
    }

    static @Nullable String bearer(RequestHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).strip()
                : null;
    }

    /** What a subscriber shows: the header before the parameter before the cookie. A key stands in the header only. */
    static @Nullable Shown bySubscriber(ServiceRequestContext ctx, RequestHeaders headers) {
        String bearer = bearer(headers);
        if (bearer != null) {
            return new Shown(bearer, false);
        }
        String parameter = ctx.queryParam(PARAMETER);
        if (parameter != null) {
            return new Shown(noKey(parameter), false);
        }
        for (Cookie cookie : headers.cookies()) {
            if (cookie.name().equals(COOKIE)) {
                return new Shown(noKey(cookie.value()), true);
            }
        }
        return null;
    }

    /** Addresses end up in logs of whatever stands between, and a key is worth too much for that. */
    private static String noKey(String text) {
        if (KeyText.plausible(text)) {
            throw new AccessRefused(
                    AccessRefused.Reason.WRONG_TOKEN,
                    Problem.of(
                            ProblemCode.UNAUTHENTICATED,
                            "an API key belongs into the header Authorization: Bearer tdk_…; as the parameter "
                                    + PARAMETER + " and the cookie " + COOKIE + " only tokens are taken"));
        }
        return text;
    }
}

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
 * The credentials of a request.
 *
 * @param ambient whether a browser added them by itself
 */
record PresentedCredential(String text, boolean ambient) {
    /** Where EventSource and WebSocket of browsers, which cannot set headers, put a token. */
    static final String PARAMETER = "token";

    static final String COOKIE = "tidings_token";

    private static final String BEARER = "Bearer ";

    /** Omits the text. */
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

    /**
     * Returns a subscriber's credentials: header before parameter before cookie. Keys are only accepted in the header.
     */
    static @Nullable PresentedCredential bySubscriber(ServiceRequestContext ctx, RequestHeaders headers) {
        String bearer = bearer(headers);
        if (bearer != null) {
            return new PresentedCredential(bearer, false);
        }
        String parameter = ctx.queryParam(PARAMETER);
        if (parameter != null) {
            return new PresentedCredential(requireToken(parameter), false);
        }
        for (Cookie cookie : headers.cookies()) {
            if (cookie.name().equals(COOKIE)) {
                return new PresentedCredential(requireToken(cookie.value()), true);
            }
        }
        return null;
    }

    /** URLs appear in the logs of intermediaries, which keys must not. */
    private static String requireToken(String text) {
        if (KeyText.plausible(text)) {
            throw new AccessRefused(
                    AccessRefused.Reason.WRONG_TOKEN,
                    Problem.of(
                            ProblemCode.UNAUTHENTICATED,
                            "send API keys in the header Authorization: Bearer tdk_…; the parameter " + PARAMETER
                                    + " and the cookie " + COOKIE + " accept only tokens"));
        }
        return text;
    }
}

package dev.tidings.console.session;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.CookieBuilder;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of the console: an id of the browser, which is that of its session after a sign-in, and its choices of language and theme.
 * Over TLS the id has the prefix {@code __Host-}, so no other host of the domain can set it.
 */
public final class BrowserCookies {
    public static final String LANGUAGE = "tidings_language";
    public static final String THEME = "tidings_theme";

    private static final String ID = "tidings_console";
    private static final String HOST = "__Host-";
    private static final Duration YEAR = Duration.ofDays(365);

    private BrowserCookies() {}

    /** A proxy may end TLS. The header decides about this response only, so it does not matter who sent it. */
    private static boolean secure(ServiceRequestContext ctx) {
        return ctx.sessionProtocol().isTls()
                || ctx.request().headers().get("x-forwarded-proto", "").equals("https");
    }

    public static @Nullable String id(ServiceRequestContext ctx) {
        return value(ctx.request().headers(), secure(ctx) ? HOST + ID : ID);
    }

    public static @Nullable String value(RequestHeaders headers, String name) {
        return headers.cookies().stream()
                .filter(cookie -> cookie.name().equals(name))
                .map(Cookie::value)
                .findFirst()
                .orElse(null);
    }

    /** Returns the header that gives a browser its id, until it is closed. */
    public static String setId(ServiceRequestContext ctx, String id) {
        return cookie(ctx, secure(ctx) ? HOST + ID : ID, id).build().toSetCookieHeader();
    }

    /** Returns the header that keeps a choice for a year. */
    public static String setChoice(ServiceRequestContext ctx, String name, String value) {
        return cookie(ctx, name, value).maxAge(YEAR.toSeconds()).build().toSetCookieHeader();
    }

    private static CookieBuilder cookie(ServiceRequestContext ctx, String name, String value) {
        CookieBuilder cookie =
                Cookie.secureBuilder(name, value).path("/").httpOnly(true).sameSite("Strict");
        return cookie.secure(secure(ctx));
    }
}
